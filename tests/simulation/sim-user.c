/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sim-user.h"

#include "ac-rate-limiter-private.h"
#include "sim-tally.h"

/* Operations of all objects; then only time goes by. */
#define MOST_UNDER_WAY 40

/* Seconds. */
#define LONG_PAUSE 20

#define LONGEST_PATIENCE (G_GINT64_CONSTANT (6) * G_USEC_PER_SEC)

static AcRateLimiter *
find_limiter (SimUser *self, SimService *service)
{
  return self->limiters[service->number];
}

static void
choose_settings (SimUser *self, SimClient *client)
{
  SimStage *stage = self->stage;

  if (sim_stage_chance (stage, self->plan.day->timeouts))
    sim_client_set_timeout (client, sim_stage_chance (stage, 0.2)
                                      ? 0
                                      : 0.05 + (double) sim_stage_below (stage, 8000) / 1000);
  if (sim_stage_chance (stage, self->plan.day->timeouts))
    sim_client_set_queue_timeout (client, 0.001 + (double) sim_stage_below (stage, 3000) / 1000);
  if (sim_stage_chance (stage, 0.3))
    sim_client_set_max_attempts (client, 1 + sim_stage_below (stage, 7));
}

static SimClient *
make_client (SimUser *self, SimService *service)
{
  SimClient *client = sim_client_new (self->house, service, find_limiter (self, service));

  choose_settings (self, client);
  return client;
}

static SimObject *
make_object (SimUser *self)
{
  SimClient *client = self->clients[sim_stage_below (self->stage, self->plan.n_clients)];
  SimService *service = client->service;
  g_autofree char *id = NULL;

  /* Most for a connection of their own; some share one, or are for one that is not there. */
  if (sim_stage_chance (self->stage, 0.5))
    id = g_strdup_printf ("%" G_GUINT64_FORMAT, sim_service_add (service)->id);
  else if (sim_stage_chance (self->stage, 0.3))
    id = g_strdup_printf ("%u", 1 + sim_stage_below (self->stage, service->rows->len + 3));
  return sim_object_new (client, id);
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

  if (object->is_dropped)
    return;
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
  gboolean cancel = sim_stage_chance (self->stage, self->plan.day->cancels);

  /* What was set just before may have had a handler drop it. */
  if (object->is_dropped)
    return;
  if (cancel)
    cancellable = g_cancellable_new ();
  if (cancel && sim_stage_below (self->stage, 10) == 0)
    g_cancellable_cancel (cancellable);
  self->n_begun++;
  operation = sim_object_begin (object, kind, cancellable);
  if (!cancel)
    return;
  if (sim_stage_below (self->stage, 10) == 0)
    {
      sim_meet (self->stage, SIM_MET_CANCELLED_AT_ONCE);
      sim_operation_cancel (operation);
    }
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
  if (object->id == NULL ? choice <= 30 : choice == 6)
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

/* Drops it and makes another one instead. */
static void
replace (SimUser *self, SimObject *object)
{
  for (guint i = 0; i < self->plan.n_objects; i++)
    if (self->objects[i] == object)
      {
        sim_object_drop (object);
        self->objects[i] = make_object (self);
      }
}

static SimObject *
pick (SimUser *self)
{
  return self->objects[sim_stage_below (self->stage, self->plan.n_objects)];
}

static void
act (SimUser *self)
{
  SimObject *object = pick (self);

  self->stage->serial++;
  act_on (self, object);
  if (sim_stage_below (self->stage, 40) == 0)
    replace (self, object);
  fake_clock_settle (self->stage->clock);
  sim_object_check (object);
}

static void
act_on_clients (SimUser *self)
{
  guint i = sim_stage_below (self->stage, self->plan.n_clients);
  SimClient *client = self->clients[i];

  if (sim_stage_chance (self->stage, 0.5))
    {
      sim_meet (self->stage, SIM_MET_CHANGED_SETTINGS);
      choose_settings (self, client);
      return;
    }
  sim_client_drop (client);
  self->clients[i] = make_client (self, client->service);
}

/* Somebody else changes a connection. */
static void
change_elsewhere (SimUser *self)
{
  SimService *service = self->services[sim_stage_below (self->stage, self->plan.n_accounts)];
  SimRow *row;
  SimField field = SIM_NAME + sim_stage_below (self->stage, 3);
  g_autofree char *text = g_strdup_printf ("%u", ++self->n_values);

  if (service->rows->len == 0)
    return;
  row = service->rows->pdata[sim_stage_below (self->stage, service->rows->len)];
  sim_values_set (&row->values, field, text);
  row->doubtful |= SIM_FIELD_BIT (field);
  sim_meet (self->stage, SIM_MET_OTHERS_CHANGE);
}

static void
request_elsewhere (gpointer service)
{
  sim_service_serve_others (service);
}

/* Somebody else makes some requests to an account. */
static void
burst_elsewhere (SimUser *self, SimService *service)
{
  guint count = 1 + sim_stage_below (self->stage, 4);

  for (guint i = 0; i < count; i++)
    sim_stage_after (self->stage, sim_stage_delay (self->stage, G_USEC_PER_SEC), request_elsewhere,
                     service);
}

static void
act_elsewhere (SimUser *self)
{
  if (sim_stage_below (self->stage, 20) == 0)
    change_elsewhere (self);
  for (guint i = 0; i < self->plan.n_accounts; i++)
    if (self->is_shared[i] && sim_stage_chance (self->stage, 0.3))
      burst_elsewhere (self, self->services[i]);
}

/* Of any object: a cancellable may be shared. */
static void
cancel_something (SimUser *self)
{
  SimObject *object = pick (self);

  if (object->operations.length > 0)
    sim_operation_cancel (g_queue_peek_nth (
      &object->operations, sim_stage_below (self->stage, object->operations.length)));
}

/* Code of the user's that the library calls: it does what it likes with that object. */
static void
react (SimUser *self, SimObject *object)
{
  if (self->is_winding_up || object->is_dropped
      || !sim_stage_chance (self->stage, self->plan.day->reactions)
      || self->house->n_under_way > MOST_UNDER_WAY)
    return;
  switch (sim_stage_below (self->stage, 16))
    {
    case 0:
      sim_meet (self->stage,
                object->in_notify > 0 ? SIM_MET_DROPPED_IN_NOTIFY : SIM_MET_DROPPED_IN_CALLBACK);
      replace (self, object);
      break;
    case 1:
    case 2:
    case 3:
    case 4:
      set_something (self, object);
      break;
    case 5:
    case 6:
    case 7:
    case 8:
      act_on (self, object);
      break;
    case 9:
    case 10:
    case 11:
    case 12:
      begin (self, object, SIM_UPDATE);
      break;
    default:
      if (object->in_notify > 0)
        sim_meet (self->stage, SIM_MET_CANCELLED_IN_NOTIFY);
      cancel_something (self);
    }
}

static void
on_ended (SimOperation *operation)
{
  react (operation->object->house->user, operation->object);
}

static void
on_notify (SimObject *object)
{
  react (object->house->user, object);
}

SimUser *
sim_user_new (SimHouse *house, const SimPlan *plan)
{
  SimUser *self = g_new0 (SimUser, 1);

  house->user = self;
  house->on_ended = on_ended;
  house->on_notify = on_notify;
  house->weather = (SimWeather){ plan->day->faults, plan->day->travel, plan->day->stray, FALSE };
  self->house = house;
  self->stage = house->stage;
  self->plan = *plan;
  for (guint i = 0; i < plan->n_accounts; i++)
    {
      self->services[i] = sim_service_new (self->stage, i);
      self->limiters[i] = ac_rate_limiter_new_with_clock (
        SIM_RATE, fake_clock_get_clock (self->stage->clock));
      self->is_shared[i] = sim_stage_chance (self->stage, plan->day->others);
    }
  for (guint i = 0; i < plan->n_clients; i++)
    {
      guint account = i < plan->n_accounts ? i : sim_stage_below (self->stage, plan->n_accounts);

      self->clients[i] = make_client (self, self->services[account]);
    }
  for (guint i = 0; i < plan->n_objects; i++)
    self->objects[i] = make_object (self);
  if (plan->has_list)
    self->list = sim_list_new (house, self->services[0], self->limiters[0]);
  return self;
}

void
sim_user_free (SimUser *self)
{
  g_clear_pointer (&self->list, sim_list_free);
  for (guint i = 0; i < self->plan.n_objects; i++)
    sim_object_drop (self->objects[i]);
  for (guint i = 0; i < self->plan.n_clients; i++)
    sim_client_drop (self->clients[i]);
  for (guint i = 0; i < self->plan.n_accounts; i++)
    {
      g_assert_finalize_object (self->limiters[i]);
      sim_service_free (self->services[i]);
    }
  g_free (self);
}

/* A pause of an hour, which would see nothing but refusals. */
static void
sit_out (SimUser *self)
{
  for (guint i = 0; i < self->plan.n_accounts; i++)
    {
      double pause = ac_rate_limiter_get_pause (self->limiters[i]);

      if (pause > LONG_PAUSE && sim_stage_below (self->stage, 10) == 0)
        fake_clock_advance (self->stage->clock, ac_seconds_to_us (pause));
    }
}

void
sim_user_run (SimUser *self)
{
  while (self->n_begun < self->plan.n_operations)
    {
      fake_clock_advance (self->stage->clock, sim_stage_delay (self->stage, self->plan.day->pause));
      for (guint i = 0; i < self->plan.n_objects && sim_stage_below (self->stage, 16) == 0; i++)
        sim_object_check (self->objects[i]);
      act_elsewhere (self);
      sit_out (self);
      if (self->list != NULL && sim_stage_below (self->stage, 8) == 0)
        sim_list_act (self->list);
      if (sim_stage_below (self->stage, 60) == 0)
        act_on_clients (self);
      if (self->house->n_under_way <= MOST_UNDER_WAY)
        act (self);
    }
  sim_stage_run_out (self->stage);
}
