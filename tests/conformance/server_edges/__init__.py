# SPDX-License-Identifier: MIT
"""What a server has to survive before, beside and behind the frames."""
