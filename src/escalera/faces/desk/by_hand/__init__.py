"""The fast form for whoever has a customer on the telephone or before them."""
