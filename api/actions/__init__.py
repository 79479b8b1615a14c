"""Every write of the API's own: tokens, bots, webhooks."""
