/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* A host that loads the plugin when it runs, and unloads it: it is not linked to this program. */

#include <dlfcn.h>
#include <glib.h>
#include <stdint.h>
#include <string.h>

#define ACCOUNT "{\"url\":\"http://127.0.0.1:1\",\"api_token\":\"x\"}"

typedef struct
{
  void *library;
  uint64_t (*open) (const char *, char **);
  void (*close) (uint64_t);
  char *(*run) (uint64_t, const char *, const char *, int);
  void (*free) (char *);
  const char *(*describe) (void);
} Loaded;

static Loaded
load (void)
{
  Loaded self = { dlopen (g_getenv ("AC_TEST_PLUGIN"), RTLD_NOW | RTLD_LOCAL) };

  if (self.library == NULL)
    g_error ("%s", dlerror ());
  *(void **) &self.open = dlsym (self.library, "acwf_open");
  *(void **) &self.close = dlsym (self.library, "acwf_close");
  *(void **) &self.run = dlsym (self.library, "acwf_run");
  *(void **) &self.free = dlsym (self.library, "acwf_free");
  *(void **) &self.describe = dlsym (self.library, "acwf_describe");
  g_assert_nonnull (self.open);
  return self;
}

static void
run_loaded (Loaded *self, uint64_t handle)
{
  char *completion = self->run (handle, "engine.echo", "{\"value\":1}", 0);

  g_assert_nonnull (strstr (completion, "\"ok\":true"));
  self->free (completion);
}

/* With a handle that stays open through it: the plugin does not really go. */
static void
test_dlclose (void)
{
  Loaded first = load (), second;
  const char *description = first.describe ();
  uint64_t kept = first.open (ACCOUNT, NULL), handle;

  run_loaded (&first, kept);
  dlclose (first.library);
  dlclose (first.library);
  second = load ();
  g_assert_true (second.describe () == description);
  handle = second.open (ACCOUNT, NULL);
  g_assert_cmpuint (handle, >, kept);
  run_loaded (&second, handle);
  run_loaded (&second, kept);
  second.close (handle);
  second.close (kept);
  dlclose (second.library);
}

/* Whose process ends with the handle open and the plugin unloaded. */
static void
test_exit_after_dlclose (void)
{
  if (g_test_subprocess ())
    {
      Loaded self = load ();
      uint64_t handle = self.open (ACCOUNT, NULL);

      run_loaded (&self, handle);
      dlclose (self.library);
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

static void
test_never_opened (void)
{
  if (g_test_subprocess ())
    {
      dlclose (load ().library);
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/workflow/loading/never-opened", test_never_opened);
  g_test_add_func ("/workflow/loading/exit-after-dlclose", test_exit_after_dlclose);
  g_test_add_func ("/workflow/loading/dlclose", test_dlclose);

  return g_test_run ();
}
