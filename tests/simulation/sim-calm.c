/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The end of a world: when all is calm the object, the service and the model agree. */

#include "sim-user.h"

#include "ac-rate-limiter-private.h"

/* After this a slot is free again, whatever became of its request. */
#define LONGEST_SLOT (G_GINT64_CONSTANT (3) * G_USEC_PER_SEC)

static void
check_all (SimUser *self)
{
  g_assert_cmpuint (self->house->n_under_way, ==, 0);
  for (guint i = 0; i < self->plan.n_objects; i++)
    sim_object_check_quiet (self->objects[i]);
}

/* Until what was before hinders nothing: no pause, and no request of others. */
static void
wait_for_calm (SimUser *self)
{
  fake_clock_advance (self->stage->clock, LONGEST_SLOT);
  for (guint i = 0; i < self->plan.n_accounts; i++)
    fake_clock_advance (self->stage->clock,
                        1 + ac_seconds_to_us (ac_rate_limiter_get_pause (self->limiters[i])));
}

/* Objects may be for clients that were dropped. */
static void
be_patient (SimObject *object)
{
  AcClient *client = ac_connection_get_client (object->connection);

  ac_client_set_timeout (client, 0);
  ac_client_set_queue_timeout (client, 0);
  /* Nothing else may be said of it: it cannot be sent any more. */
  if (object->id != NULL)
    sim_object_set (object, SIM_LIST_ID, NULL);
}

/* Lets all objects do one thing, in fair weather. */
static void
do_all (SimUser *self, SimKind kind)
{
  for (guint i = 0; i < self->plan.n_objects; i++)
    {
      self->stage->serial++;
      if (self->objects[i]->id != NULL)
        sim_object_begin (self->objects[i], kind, NULL);
    }
  sim_stage_run_out (self->stage);
  check_all (self);
}

static void
check_settled (SimObject *object)
{
  SimRow *row = object->id != NULL ? sim_service_find (object->service, object->id) : NULL;

  if (row == NULL || sim_service_count_claims (object->service, object->id) > 1)
    return;
  for (guint i = 0; i < SIM_N_FIELDS; i++)
    g_assert_cmpstr (row->values.texts[i], ==, sim_field_get (object->connection, i));
  g_assert_false (ac_connection_get_modified (object->connection));
}

/* All slots are to be had, and no more. */
static void
check_limiter (SimUser *self, AcRateLimiter *limiter)
{
  fake_clock_advance (self->stage->clock, LONGEST_SLOT);
  for (guint i = 0; i < SIM_RATE; i++)
    g_assert_true (ac_rate_limiter_try_acquire (limiter));
  g_assert_false (ac_rate_limiter_try_acquire (limiter));
  for (guint i = 0; i < SIM_RATE; i++)
    ac_rate_limiter_release (limiter, AC_SLOT_OUTCOME_NOT_SENT);
}

void
sim_user_wind_up (SimUser *self)
{
  self->is_winding_up = TRUE;
  check_all (self);
  wait_for_calm (self);
  self->house->weather.faults = 0;
  for (guint i = 0; i < self->plan.n_objects; i++)
    be_patient (self->objects[i]);
  do_all (self, SIM_REFRESH);
  do_all (self, SIM_UPDATE);
  for (guint i = 0; i < self->plan.n_objects; i++)
    check_settled (self->objects[i]);
  if (self->list != NULL)
    sim_list_wind_up (self->list);
  for (guint i = 0; i < self->plan.n_accounts; i++)
    check_limiter (self, self->limiters[i]);
}
