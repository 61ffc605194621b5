"""What people would say: from quantities of a trace, by a model, to answers; how a hall hears of them."""
