"""The telephone. Whatever is a provider's own stands in one file under `providers`.

A provider asks at every step what the caller shall hear; `flow` answers at once, from the settings and the step's own
address alone. What the steps mean for call, ticket and callbacks is done afterwards by the worker (`hearing`)."""
