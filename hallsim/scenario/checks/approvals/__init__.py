"""Checks of services, their approvals, and who decides."""
