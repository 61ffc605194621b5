"""Whether selections are as often right, and intervals of a break-even as often hold it, as is said."""
