# SPDX-License-Identifier: MIT
"""A peer that speaks octets: everything RFC 6455 allows, and what it forbids."""
