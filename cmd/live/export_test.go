package main

// Answer is what the counter's browser computes, for comparison.
var Answer = answer
