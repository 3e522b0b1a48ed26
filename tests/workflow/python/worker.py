# SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The example's worker, which also tells what its processes have: for the tests of it."""

import tasks
from activecampaign_workflow import WorkflowError, describe
from celery.signals import worker_process_shutdown, worker_shutdown
from tasks import app  # noqa: F401, what celery looks for

describe()  # so that the parent has loaded the library before it forks


@worker_process_shutdown.connect
def tell_of_child(**_):
    try:
        tasks.engine.run_sync("engine.stats")
    except WorkflowError as error:
        print(f"the engine of a child is {error.code}")


@worker_shutdown.connect
def tell_of_parent(**_):
    print(f"the parent has an engine: {hasattr(tasks, 'engine')}")
