/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sim-user.h"

#include "ac-client.h"
#include "ac-rate-limiter-private.h"

#define ACCOUNTS 2
#define OBJECTS 10
#define MOST_UNDER_WAY 40
#define RATE 5

#define LONGEST_PATIENCE (G_GINT64_CONSTANT (6) * G_USEC_PER_SEC)

/* After this a slot is free again, whatever became of its request. */
#define LONGEST_SLOT (G_GINT64_CONSTANT (3) * G_USEC_PER_SEC)

const SimDay sim_days[] = {
  { "fair", 0, 0, 0, 0.1, 600000, 200000, 0 },
  { "impatient", 0, 0.4, 0.5, 0.2, 400000, 800000, 1000000 },
  { "rainy", 0.05, 0.1, 0.2, 0.2, 600000, 300000, 1000000 },
  { "stormy", 0.3, 0.2, 0.3, 0.3, 800000, 400000, 1000000 },
  { "wild", 0.6, 0.3, 0.5, 0.5, 1000000, 1500000, 8000000 },
  { "busy", 0.1, 0.1, 0.1, 0.3, 40000, 300000, 3000000 },
};

guint
sim_days_count (void)
{
  return G_N_ELEMENTS (sim_days);
}

struct _SimUser
{
  SimHouse *house;
  SimStage *stage;
  const SimDay *day;
  SimService *services[ACCOUNTS];
  AcRateLimiter *limiters[ACCOUNTS];
  SimObject *objects[OBJECTS];
  guint n_values;
  guint n_begun;
  gboolean is_winding_up;
};

static SimObject *
make_object (SimUser *self)
{
  guint account = sim_stage_below (self->stage, ACCOUNTS);
  SimService *service = self->services[account];
  g_autofree char *id = NULL;
  SimObject *object;

  /* Most for a connection of their own; some share one, or are for one that is not there. */
  if (sim_stage_chance (self->stage, 0.5))
    id = g_strdup_printf ("%" G_GUINT64_FORMAT, sim_service_add (service)->id);
  else if (sim_stage_chance (self->stage, 0.3))
    id = g_strdup_printf ("%u", 1 + sim_stage_below (self->stage, service->rows->len + 3));
  object = sim_object_new (self->house, service, self->limiters[account], id);
  if (sim_stage_chance (self->stage, self->day->timeouts))
    ac_client_set_timeout (object->client,
                           sim_stage_chance (self->stage, 0.2)
                             ? 0
                             : 0.05 + (double) sim_stage_below (self->stage, 8000) / 1000);
  if (sim_stage_chance (self->stage, self->day->timeouts))
    ac_client_set_queue_timeout (object->client,
                                 0.001 + (double) sim_stage_below (self->stage, 3000) / 1000);
  if (sim_stage_chance (self->stage, 0.3))
    ac_client_set_max_attempts (object->client, 1 + sim_stage_below (self->stage, 7));
  return object;
}

static char *
make_value (SimUser *self, SimObject *object, SimField field)
{
  guint choice = sim_stage_below (self->stage, 20);

  if (choice == 0)
    return NULL;
  if (choice <= 2)
    return g_strdup (sim_field_get (object->connection, field));
  if (sim_fields[field].is_number)
    return g_strdup (sim_stage_chance (self->stage, 0.5) ? "1" : "0");
  /* The service wants these to be unique. */
  if (choice == 3 && field != SIM_SERVICE && field != SIM_EXTERNAL_ID)
    return g_strdup ("");
  if (choice == 4)
    return g_strdup_printf ("%u \"\\\t\x1f\xc3\xa9", ++self->n_values);
  return g_strdup_printf ("%u", ++self->n_values);
}

static void
set_something (SimUser *self, SimObject *object)
{
  static const SimField often[] = { SIM_NAME,     SIM_NAME,   SIM_NAME,       SIM_LOGO_URL,
                                    SIM_LINK_URL, SIM_STATUS, SIM_SYNC_STATUS };
  SimField field = often[sim_stage_below (self->stage, G_N_ELEMENTS (often))];
  g_autofree char *value = NULL;

  if (sim_stage_below (self->stage, 12) == 0)
    field = sim_stage_below (self->stage, SIM_N_FIELDS);
  value = make_value (self, object, field);
  sim_object_set (object, field, value);
}

/* What a creation needs. */
static void
set_key (SimUser *self, SimObject *object)
{
  g_autofree char *key = g_strdup_printf ("key %u", ++self->n_values);

  sim_object_set (object, SIM_SERVICE, "shop");
  sim_object_set (object, SIM_EXTERNAL_ID, key);
}

static void
cancel_later (gpointer operation)
{
  sim_operation_cancel (operation);
}

static void
begin (SimUser *self, SimObject *object, SimKind kind)
{
  g_autoptr (GCancellable) cancellable = NULL;
  SimOperation *operation;
  gboolean cancel = sim_stage_chance (self->stage, self->day->cancels);

  if (cancel)
    cancellable = g_cancellable_new ();
  if (cancel && sim_stage_below (self->stage, 10) == 0)
    g_cancellable_cancel (cancellable);
  self->n_begun++;
  operation = sim_object_begin (object, kind, cancellable);
  if (!cancel)
    return;
  if (sim_stage_below (self->stage, 10) == 0)
    sim_operation_cancel (operation);
  else
    sim_stage_after (self->stage, sim_stage_delay (self->stage, LONGEST_PATIENCE), cancel_later,
                     operation);
}

static SimKind
choose_kind (SimUser *self, SimObject *object)
{
  guint choice = sim_stage_below (self->stage, 40);

  if (choice == 0)
    return SIM_DELETE;
  if (choice <= 5)
    return SIM_REFRESH;
  if (object->id == NULL ? choice <= 20 : choice == 6)
    return SIM_CREATE;
  return SIM_UPDATE;
}

static void
act_on (SimUser *self, SimObject *object)
{
  guint n_sets = sim_stage_below (self->stage, 4);
  SimKind kind = choose_kind (self, object);

  if (sim_stage_below (self->stage, 30) == 0)
    sim_object_revert (object);
  /* list-id stands in the way of every update until it is dropped. */
  if (object->id != NULL && object->model.pending.tokens[SIM_LIST_ID] != NULL
      && sim_stage_chance (self->stage, 0.5))
    sim_object_set (object, SIM_LIST_ID, NULL);
  if (kind == SIM_CREATE && object->id == NULL && sim_stage_chance (self->stage, 0.9)
      && (object->model.pending.tokens[SIM_SERVICE] == NULL
          || object->model.pending.tokens[SIM_EXTERNAL_ID] == NULL))
    set_key (self, object);
  for (guint i = 0; i < n_sets; i++)
    set_something (self, object);
  begin (self, object, kind);
}

static void
replace (SimUser *self, guint i)
{
  sim_object_drop (self->objects[i]);
  self->objects[i] = make_object (self);
}

static void
act (SimUser *self)
{
  guint i = sim_stage_below (self->stage, OBJECTS);
  SimObject *object = self->objects[i];

  self->stage->serial++;
  act_on (self, object);
  if (sim_stage_below (self->stage, 40) == 0)
    replace (self, i);
  fake_clock_settle (self->stage->clock);
  sim_object_check (object);
}

/* Somebody else changes a connection. */
static void
act_elsewhere (SimUser *self)
{
  SimService *service = self->services[sim_stage_below (self->stage, ACCOUNTS)];
  SimRow *row;
  SimField field = SIM_NAME + sim_stage_below (self->stage, 3);
  g_autofree char *text = g_strdup_printf ("%u", ++self->n_values);

  if (service->rows->len == 0)
    return;
  row = service->rows->pdata[sim_stage_below (self->stage, service->rows->len)];
  sim_values_set (&row->values, field, text);
  row->doubtful |= SIM_FIELD_BIT (field);
}

/* Of any object: a cancellable may be shared. */
static void
cancel_something (SimUser *self)
{
  SimObject *object = self->objects[sim_stage_below (self->stage, OBJECTS)];

  if (object->operations.length > 0)
    sim_operation_cancel (g_queue_peek_nth (
      &object->operations, sim_stage_below (self->stage, object->operations.length)));
}

/* Code of the user's that the library calls: it does what it likes with that object. */
static void
react (SimUser *self, SimObject *object)
{
  if (self->is_winding_up || object->is_dropped
      || !sim_stage_chance (self->stage, self->day->reactions)
      || self->house->n_under_way > MOST_UNDER_WAY)
    return;
  switch (sim_stage_below (self->stage, 4))
    {
    case 0:
      set_something (self, object);
      break;
    case 1:
      act_on (self, object);
      break;
    case 2:
      begin (self, object, SIM_UPDATE);
      break;
    default:
      cancel_something (self);
    }
}

static void
on_ended (SimOperation *operation)
{
  SimUser *self = operation->object->house->user;
  SimObject *object = operation->object;

  react (self, object);
  if (self->is_winding_up || object->is_dropped || sim_stage_below (self->stage, 60) > 0)
    return;
  for (guint i = 0; i < OBJECTS; i++)
    if (self->objects[i] == object)
      replace (self, i);
}

static void
on_notify (SimObject *object)
{
  react (object->house->user, object);
}

SimUser *
sim_user_new (SimHouse *house, const SimDay *day)
{
  SimUser *self = g_new0 (SimUser, 1);

  house->user = self;
  house->on_ended = on_ended;
  house->on_notify = on_notify;
  house->weather = (SimWeather){ day->faults, day->travel, day->stray, FALSE };
  self->house = house;
  self->stage = house->stage;
  self->day = day;
  for (guint i = 0; i < ACCOUNTS; i++)
    {
      self->services[i] = sim_service_new (self->stage, i);
      self->limiters[i] = ac_rate_limiter_new_with_clock (
        RATE, fake_clock_get_clock (self->stage->clock));
    }
  for (guint i = 0; i < OBJECTS; i++)
    self->objects[i] = make_object (self);
  return self;
}

void
sim_user_free (SimUser *self)
{
  for (guint i = 0; i < OBJECTS; i++)
    sim_object_drop (self->objects[i]);
  for (guint i = 0; i < ACCOUNTS; i++)
    {
      g_assert_finalize_object (self->limiters[i]);
      sim_service_free (self->services[i]);
    }
  g_free (self);
}

void
sim_user_run (SimUser *self, guint n_operations)
{
  while (self->n_begun < n_operations)
    {
      fake_clock_advance (self->stage->clock, sim_stage_delay (self->stage, self->day->pause));
      for (guint i = 0; i < OBJECTS && sim_stage_below (self->stage, 16) == 0; i++)
        sim_object_check (self->objects[i]);
      if (sim_stage_below (self->stage, 20) == 0)
        act_elsewhere (self);
      if (self->house->n_under_way <= MOST_UNDER_WAY)
        act (self);
    }
  sim_stage_run_out (self->stage);
}

static void
check_all (SimUser *self)
{
  g_assert_cmpuint (self->house->n_under_way, ==, 0);
  for (guint i = 0; i < OBJECTS; i++)
    sim_object_check_quiet (self->objects[i]);
}

/* Lets all objects do one thing, in fair weather. */
static void
do_all (SimUser *self, SimKind kind)
{
  for (guint i = 0; i < OBJECTS; i++)
    {
      self->stage->serial++;
      if (self->objects[i]->id != NULL)
        sim_object_begin (self->objects[i], kind, NULL);
    }
  sim_stage_run_out (self->stage);
  check_all (self);
}

/* All slots are to be had, and no more. */
static void
check_limiter (SimUser *self, AcRateLimiter *limiter)
{
  fake_clock_advance (self->stage->clock, LONGEST_SLOT);
  for (guint i = 0; i < RATE; i++)
    g_assert_true (ac_rate_limiter_try_acquire (limiter));
  g_assert_false (ac_rate_limiter_try_acquire (limiter));
  for (guint i = 0; i < RATE; i++)
    ac_rate_limiter_release (limiter, AC_SLOT_OUTCOME_NOT_SENT);
}

static void
wait_for_pauses (SimUser *self)
{
  for (guint i = 0; i < ACCOUNTS; i++)
    fake_clock_advance (self->stage->clock,
                        1 + ac_seconds_to_us (ac_rate_limiter_get_pause (self->limiters[i])));
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

void
sim_user_wind_up (SimUser *self)
{
  self->is_winding_up = TRUE;
  check_all (self);
  wait_for_pauses (self);
  self->house->weather.faults = 0;
  for (guint i = 0; i < OBJECTS; i++)
    {
      ac_client_set_timeout (self->objects[i]->client, 0);
      ac_client_set_queue_timeout (self->objects[i]->client, 0);
      /* Nothing else may be said of it: it cannot be sent any more. */
      if (self->objects[i]->id != NULL)
        sim_object_set (self->objects[i], SIM_LIST_ID, NULL);
    }
  do_all (self, SIM_REFRESH);
  do_all (self, SIM_UPDATE);
  for (guint i = 0; i < OBJECTS; i++)
    check_settled (self->objects[i]);
  for (guint i = 0; i < ACCOUNTS; i++)
    check_limiter (self, self->limiters[i]);
}

guint
sim_user_count_refused (SimUser *self)
{
  guint n_refused = 0;

  for (guint i = 0; i < ACCOUNTS; i++)
    n_refused += self->services[i]->n_refused;
  return n_refused;
}
