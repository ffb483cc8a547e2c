"""Brings a community's sources in: reads, cleans, splits, embeds and stores them."""
