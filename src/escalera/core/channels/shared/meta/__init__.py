"""What WhatsApp, Messenger and Instagram share: how Meta knocks, how its Graph is asked, and what its troubles mean."""
