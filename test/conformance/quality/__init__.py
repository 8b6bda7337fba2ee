"""The quality report, computed a second time: what the exchange itself knows (`exchange`), the figures (`figures`), and what a report says (`told`)."""
