"""The models of answers, a file each; `registry` has a row for each and nothing else names them."""
