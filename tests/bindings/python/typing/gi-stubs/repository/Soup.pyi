# SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
# SPDX-License-Identifier: LGPL-2.1-or-later

from gi.repository import GObject

class Session(GObject.Object): ...
