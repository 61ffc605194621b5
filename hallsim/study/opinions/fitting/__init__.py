"""The satisfaction model fitted to a survey: cut-points chosen, then held, and what they leave open tried."""
