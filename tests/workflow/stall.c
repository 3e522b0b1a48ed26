/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define _GNU_SOURCE

#include "stall.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int
make_socket (int flags)
{
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC | flags, 0);

  g_assert_cmpint (fd, >=, 0);
  return fd;
}

static Stall *
make (int backlog)
{
  Stall *self = g_new0 (Stall, 1);
  struct sockaddr_in address = { .sin_family = AF_INET };
  socklen_t size = sizeof address;

  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  self->fd = make_socket (0);
  g_assert_cmpint (bind (self->fd, (struct sockaddr *) &address, size), ==, 0);
  g_assert_cmpint (listen (self->fd, backlog), ==, 0);
  g_assert_cmpint (getsockname (self->fd, (struct sockaddr *) &address, &size), ==, 0);
  self->port = ntohs (address.sin_port);
  return self;
}

Stall *
stall_new (void)
{
  return make (64);
}

Stall *
stall_new_full (void)
{
  Stall *self = make (0);
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (self->port) };

  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  while (self->n_fillers < G_N_ELEMENTS (self->fillers))
    {
      int fd = make_socket (SOCK_NONBLOCK);

      self->fillers[self->n_fillers++] = fd;
      g_assert_true (connect (fd, (struct sockaddr *) &address, sizeof address) == 0
                     || errno == EINPROGRESS);
    }
  return self;
}

void
stall_await_connection (Stall *self)
{
  struct pollfd readable = { self->fd, POLLIN, 0 };

  while (poll (&readable, 1, -1) < 0)
    g_assert_cmpint (errno, ==, EINTR);
}

void
stall_free (Stall *self)
{
  for (guint i = 0; i < self->n_fillers; i++)
    close (self->fillers[i]);
  close (self->fd);
  g_free (self);
}

/* ---- The resolver ---- */

static GMutex lock;
static GCond changed;
static guint n_looking_up;
static gboolean is_let_go;

static void
wait_to_be_let_go (void)
{
  g_mutex_lock (&lock);
  n_looking_up++;
  g_cond_broadcast (&changed);
  while (!is_let_go)
    g_cond_wait (&changed, &lock);
  n_looking_up--;
  g_cond_broadcast (&changed);
  g_mutex_unlock (&lock);
}

void
stall_await_look_up (void)
{
  g_mutex_lock (&lock);
  is_let_go = FALSE;
  while (n_looking_up == 0)
    g_cond_wait (&changed, &lock);
  g_mutex_unlock (&lock);
}

void
stall_let_look_ups_go (void)
{
  g_mutex_lock (&lock);
  is_let_go = TRUE;
  g_cond_broadcast (&changed);
  while (n_looking_up > 0)
    g_cond_wait (&changed, &lock);
  is_let_go = FALSE;
  g_mutex_unlock (&lock);
}

typedef int (*GetAddrInfo) (const char *,
                            const char *,
                            const struct addrinfo *,
                            struct addrinfo **);

/* Stands in front of the system's in this program, for GLib too. */
int
getaddrinfo (const char *name,
             const char *service,
             const struct addrinfo *hints,
             struct addrinfo **found)
{
  GetAddrInfo real = (GetAddrInfo) dlsym (RTLD_NEXT, "getaddrinfo");

  if (name != NULL && g_str_has_suffix (name, STALLED_NAME))
    {
      wait_to_be_let_go ();
      return EAI_AGAIN;
    }
  return real (name, service, hints, found);
}
