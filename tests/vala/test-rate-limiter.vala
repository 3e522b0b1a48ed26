/* SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* A rate limiter that is written in Vala, at work against an emulator.
 *
 * usage: test-rate-limiter AC-EMULATOR
 */

/* One that waits is woken in the context of its own call. */
class Waiter {
  Source source = new IdleSource ();
  MainContext context = MainContext.ref_thread_default ();

  public Waiter (owned SourceFunc resume) {
    source.set_callback ((owned) resume);
  }

  public void wake () {
    source.attach (context);
  }
}

/* Lets one request at a time through. */
class OneByOne : Ac.RateLimiter {
  public uint acquired;
  public uint answered;
  public uint not_sent;
  public uint most;
  public double paused_for;
  public string? refusal;
  public bool cancels_once_acquired;

  uint under_way;
  Queue<Waiter> waiting = new Queue<Waiter> ();
  Mutex mutex; /* every thread may call */

  public OneByOne () {
    Object (requests_per_second: 1000);
  }

  public override async bool acquire_async (Cancellable? cancellable) throws Error {
    if (refusal != null)
      throw new IOError.BUSY (refusal);

    while (!claim ()) {
      var waiter = new Waiter (acquire_async.callback);

      queue_up (waiter);
      var handler = cancellable != null ? cancellable.connect (() => step_forward (waiter)) : 0;
      yield;
      if (cancellable != null)
        cancellable.disconnect (handler);
      if (cancellable != null && cancellable.is_cancelled ()) {
        wake_next ();
        throw new IOError.CANCELLED ("Cancelled while waiting");
      }
    }
    if (cancels_once_acquired)
      cancellable.cancel ();
    return true;
  }

  void queue_up (Waiter waiter) {
    mutex.lock ();
    if (under_way == 0)
      waiter.wake ();
    else
      waiting.push_tail (waiter);
    mutex.unlock ();
  }

  void step_forward (Waiter waiter) {
    mutex.lock ();
    if (waiting.remove (waiter))
      waiter.wake ();
    mutex.unlock ();
  }

  void wake_next () {
    mutex.lock ();
    var next = under_way == 0 ? waiting.pop_head () : null;
    if (next != null)
      next.wake ();
    mutex.unlock ();
  }

  bool claim () {
    mutex.lock ();
    var is_free = under_way == 0;
    if (is_free) {
      under_way++;
      acquired++;
      most = uint.max (most, under_way);
    }
    mutex.unlock ();
    return is_free;
  }

  public override void release (Ac.SlotOutcome outcome) {
    mutex.lock ();
    under_way--;
    if (outcome == Ac.SlotOutcome.ANSWERED)
      answered++;
    else if (outcome == Ac.SlotOutcome.NOT_SENT)
      not_sent++;
    mutex.unlock ();
    wake_next ();
  }

  public override void pause (double seconds) {
    paused_for = seconds;
  }
}

string emulator_program;
SList<Subprocess> emulators;

/* An account of its own, with a client that has the limiter. */
class World {
  public OneByOne limiter = new OneByOne ();
  public Ac.Client client;

  public World () throws Error {
    var emulator = new Subprocess (SubprocessFlags.STDOUT_PIPE, emulator_program, "--rate-limit=0");
    emulators.prepend (emulator);
    var url = new DataInputStream (emulator.get_stdout_pipe ()).read_line ();
    client = new Ac.Client (url, "emulator-token");
    client.rate_limiter = limiter;
  }

  public async void rename (string name, Cancellable? cancellable = null) throws Error {
    var connection = new Ac.Connection (client, "2");

    connection.name = name;
    yield connection.update (cancellable);
  }
}

void rename_at_once (World world, uint count) {
  var loop = new MainLoop ();
  var left = count;

  for (uint i = 0; i < count; i++)
    world.rename.begin (@"Name $i", null, (source, result) => {
      try {
        world.rename.end (result);
      } catch (Error error) {
        Test.message ("%s", error.message);
        Test.fail ();
      }
      if (--left == 0)
        loop.quit ();
    });
  loop.run ();
}

void test_is_asked_for_each_request () {
  try {
    var world = new World ();

    rename_at_once (world, 20);
    assert_cmpuint (world.limiter.acquired, CompareOperator.EQ, 20);
    assert_cmpuint (world.limiter.answered, CompareOperator.EQ, 20);
    assert_cmpuint (world.limiter.most, CompareOperator.EQ, 1);
  } catch (Error error) {
    assert_no_error (error);
  }
}

/* The base class waits for what acquire_async does. */
void test_serves_sync_calls () {
  try {
    var world = new World ();

    assert_true (world.client.check_sync ());
    assert_cmpuint (world.limiter.acquired, CompareOperator.EQ, 1);
    assert_cmpuint (world.limiter.answered, CompareOperator.EQ, 1);
  } catch (Error error) {
    assert_no_error (error);
  }
}

void test_can_refuse () {
  try {
    var world = new World ();

    world.limiter.refusal = "Not now";
    try {
      world.client.check_sync ();
      assert_not_reached ();
    } catch (Ac.Error.RATE_LIMITED error) {
      assert_true (error.message.contains ("Not now"));
    }
  } catch (Error error) {
    assert_no_error (error);
  }
}

void test_can_be_left () {
  try {
    var world = new World ();
    var cancellable = new Cancellable ();
    var loop = new MainLoop ();
    Error? failure = null;

    assert_true (world.limiter.acquire_sync ());
    world.rename.begin ("Left", cancellable, (source, result) => {
      try {
        world.rename.end (result);
      } catch (Error error) {
        failure = error;
      }
      loop.quit ();
    });
    Idle.add (() => {
      cancellable.cancel ();
      return Source.REMOVE;
    }, Priority.LOW);
    loop.run ();
    assert_error (failure, IOError.quark (), IOError.CANCELLED);

    /* Nobody has the slot but we. */
    ((Ac.RateLimiter) world.limiter).release (Ac.SlotOutcome.NOT_SENT);
    rename_at_once (world, 1);
    assert_cmpuint (world.limiter.acquired, CompareOperator.EQ, 2);
    assert_cmpuint (world.limiter.not_sent, CompareOperator.EQ, 1);
  } catch (Error error) {
    assert_no_error (error);
  }
}

/* What Vala's task would make of a cancel between the return and the callback. */
void test_loses_no_slot_to_a_cancel () {
  try {
    var world = new World ();

    world.limiter.cancels_once_acquired = true;
    try {
      world.limiter.acquire_sync (new Cancellable ());
    } catch (Error error) {
      assert_no_error (error);
    }
    world.limiter.cancels_once_acquired = false;
    ((Ac.RateLimiter) world.limiter).release (Ac.SlotOutcome.NOT_SENT);
    rename_at_once (world, 1);
    assert_cmpuint (world.limiter.acquired, CompareOperator.EQ, 2);
  } catch (Error error) {
    assert_no_error (error);
  }
}

void test_hears_of_pauses () {
  var limiter = new OneByOne ();
  var heard = 0.0;

  limiter.paused.connect ((seconds) => heard = seconds);
  ((Ac.RateLimiter) limiter).pause (1.5);
  assert_cmpfloat (limiter.paused_for, CompareOperator.EQ, 1.5);
  assert_cmpfloat (heard, CompareOperator.EQ, 1.5);
}

/* GLib sends the signal from a thread of its own, which must come to it before the program ends. */
void end_emulators () {
  foreach (var emulator in emulators)
    emulator.force_exit ();
  try {
    foreach (var emulator in emulators)
      emulator.wait ();
  } catch (Error error) {
    assert_no_error (error);
  }
}

void main (string[] arguments) {
  Test.init (ref arguments);
  emulator_program = arguments[1];

  Test.add_func ("/vala/rate-limiter/is-asked-for-each-request", test_is_asked_for_each_request);
  Test.add_func ("/vala/rate-limiter/serves-sync-calls", test_serves_sync_calls);
  Test.add_func ("/vala/rate-limiter/can-refuse", test_can_refuse);
  Test.add_func ("/vala/rate-limiter/can-be-left", test_can_be_left);
  Test.add_func ("/vala/rate-limiter/loses-no-slot-to-a-cancel", test_loses_no_slot_to_a_cancel);
  Test.add_func ("/vala/rate-limiter/hears-of-pauses", test_hears_of_pauses);
  Test.run ();
  end_emulators ();
}
