# SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A plugin of pytest: prints TAP in the place of pytest's own report."""

import pytest


class Tap:
    """One line for each test, titled with its documentation."""

    def __init__(self, config):
        self.capture = config.pluginmanager.getplugin("capturemanager")
        self.titles = {}
        self.reports = {}
        self.count = 0

    def say(self, text):
        with self.capture.global_and_fixture_disabled():
            print(text, flush=True)

    def explain(self, text):
        self.say("\n".join("# " + line for line in text.rstrip().splitlines()))

    def pytest_collectreport(self, report):
        if report.failed:
            self.explain(str(report.longrepr))
            self.say(f"Bail out! {report.nodeid} cannot be read")
        elif report.skipped:
            self.say(f"1..0 # SKIP {report.longrepr[2]}")

    def pytest_collection_finish(self, session):
        for item in session.items:
            title = (item.obj.__doc__ or item.name).strip().splitlines()[0]
            _, bracket, parameters = item.name.partition("[")
            self.titles[item.nodeid] = f"{title}: {parameters[:-1]}" if bracket else title
        if session.items:
            self.say(f"1..{len(session.items)}")

    def pytest_runtest_logreport(self, report):
        reports = self.reports.setdefault(report.nodeid, [])
        reports.append(report)
        if report.when != "teardown":
            return
        self.count += 1
        failed = [each for each in reports if each.failed]
        skipped = [each for each in reports if each.skipped]
        line = f"{self.count} - {self.titles[report.nodeid]}".replace("#", "\\#")
        if failed:
            self.say(f"not ok {line}")
            for each in failed:
                self.explain(each.longreprtext)
                for name, content in each.sections:
                    self.explain(f"{name}:\n{content}")
        elif skipped:
            self.say(f"ok {line} # SKIP {skipped[0].longrepr[2].removeprefix('Skipped: ')}")
        else:
            self.say(f"ok {line}")


@pytest.hookimpl(trylast=True)
def pytest_configure(config):
    config.pluginmanager.unregister(name="terminalreporter")
    config.pluginmanager.register(Tap(config))
