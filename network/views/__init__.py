"""Pages of the app "network"."""
