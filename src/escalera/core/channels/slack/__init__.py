"""Slack, the help desk inside a company. https://api.slack.com/apis/events-api"""
