# SPDX-License-Identifier: MIT
"""What both roles have to get right once a connection is open."""
