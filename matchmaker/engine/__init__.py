"""The matching engine: plain Python, numpy, scipy and scikit-learn. No Django, no clock, no unseeded chance."""
