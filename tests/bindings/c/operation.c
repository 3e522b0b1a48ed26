/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "operation.h"

/* How an operation is called and ends; @data is the Operation of an asynchronous call. */
typedef struct
{
  const char *name;
  void (*begin) (Objects *objects, JsonObject *step, GCancellable *cancellable, gpointer data);
  gpointer (*run) (Objects *objects, JsonObject *step, GCancellable *cancellable, GError **error);
} Kind;

Operation *
operation_new (Objects *objects)
{
  Operation *self = g_new0 (Operation, 1);

  self->objects = objects;
  self->cancellable = g_cancellable_new ();
  return self;
}

void
operation_free (Operation *self)
{
  g_object_unref (self->cancellable);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_error (&self->error);
  g_clear_object (&self->problem);
  g_clear_object (&self->reported);
  g_free (self);
}

/* Takes the error. */
static void
end (Operation *self, gpointer source, GError *error, AcProblem *problem)
{
  g_assert_false (self->is_done);
  self->is_done = TRUE;
  self->error = error;
  g_object_get (source, "problem", &self->reported, NULL);
  g_set_object (&self->problem, problem);
}

static void
end_asynchronously (Operation *self, GObject *source, GAsyncResult *result, GError *error)
{
  g_assert_true (g_main_context_is_owner (self->context));
  end (self, source, error, ac_problem_from_result (result));
  if (self->then != NULL)
    self->then (self->then_data);
}

#define OPERATION(type, TYPE, name, holder)                                                        \
  static void on_##type##_##name (GObject *source, GAsyncResult *result, gpointer data)            \
  {                                                                                                \
    GError *error = NULL;                                                                          \
    gboolean ok = ac_##type##_##name##_finish (AC_##TYPE (source), result, &error);                \
                                                                                                   \
    g_assert_true (ok == (error == NULL));                                                         \
    end_asynchronously (data, source, result, error);                                              \
  }                                                                                                \
                                                                                                   \
  static void begin_##type##_##name (Objects *objects, JsonObject *step,                           \
                                     GCancellable *cancellable, gpointer data)                     \
  {                                                                                                \
    ac_##type##_##name (objects->holder, cancellable, on_##type##_##name, data);                   \
  }                                                                                                \
                                                                                                   \
  static gpointer run_##type##_##name (Objects *objects, JsonObject *step,                         \
                                       GCancellable *cancellable, GError **error)                  \
  {                                                                                                \
    gboolean ok = ac_##type##_##name##_sync (objects->holder, cancellable, error);                 \
                                                                                                   \
    g_assert_true (ok == (*error == NULL));                                                        \
    return objects->holder;                                                                        \
  }

OPERATION (connection, CONNECTION, create, connection)
OPERATION (connection, CONNECTION, refresh, connection)
OPERATION (connection, CONNECTION, update, connection)
OPERATION (connection, CONNECTION, delete, connection)
OPERATION (client, CLIENT, check, client)
OPERATION (connection_list, CONNECTION_LIST, load_more, list)
OPERATION (connection_list, CONNECTION_LIST, refresh, list)

static void
on_find_connection (GObject *source, GAsyncResult *result, gpointer data)
{
  Operation *self = data;
  Objects *objects = self->objects;
  GError *error = NULL;

  g_clear_object (&objects->found);
  objects->found = ac_client_find_connection_finish (AC_CLIENT (source), result, &error);
  end_asynchronously (self, source, result, error);
}

static void
begin_find_connection (Objects *objects, JsonObject *step, GCancellable *cancellable, gpointer data)
{
  ac_client_find_connection (objects->client, json_object_get_string_member (step, "service"),
                             json_object_get_string_member (step, "external-id"), cancellable,
                             on_find_connection, data);
}

static gpointer
run_find_connection (Objects *objects, JsonObject *step, GCancellable *cancellable, GError **error)
{
  g_clear_object (&objects->found);
  objects->found = ac_client_find_connection_sync (
    objects->client, json_object_get_string_member (step, "service"),
    json_object_get_string_member (step, "external-id"), cancellable, error);
  return objects->client;
}

static const Kind kinds[] = {
  { "create", begin_connection_create, run_connection_create },
  { "refresh", begin_connection_refresh, run_connection_refresh },
  { "update", begin_connection_update, run_connection_update },
  { "delete", begin_connection_delete, run_connection_delete },
  { "check", begin_client_check, run_client_check },
  { "find-connection", begin_find_connection, run_find_connection },
  { "load-more", begin_connection_list_load_more, run_connection_list_load_more },
  { "refresh-list", begin_connection_list_refresh, run_connection_list_refresh },
};

static const Kind *
find_kind (JsonObject *step)
{
  const char *name = json_object_get_string_member (step, "operation");

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].name, name))
      return &kinds[i];
  g_error ("there is no operation \"%s\"", name);
}

void
operation_start (Operation *self, JsonObject *step)
{
  self->context = g_main_context_ref_thread_default ();
  find_kind (step)->begin (self->objects, step, self->cancellable, self);
  g_assert_false (self->is_done);
}

void
operation_run_sync (Operation *self, JsonObject *step)
{
  GError *error = NULL;
  gpointer source = find_kind (step)->run (self->objects, step, self->cancellable, &error);
  g_autoptr (AcProblem) problem = NULL;

  g_object_get (source, "problem", &problem, NULL);
  end (self, source, error, problem);
}

const char *
operation_get_code (Operation *self)
{
  return self->problem != NULL ? ac_problem_get_code (self->problem) : "ok";
}
