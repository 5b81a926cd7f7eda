"""Calls and visits that somebody writes down: the channel is a person with a telephone, or at a counter."""
