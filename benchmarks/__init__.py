"""Speed and memory of the package, side by side with the alternatives."""
