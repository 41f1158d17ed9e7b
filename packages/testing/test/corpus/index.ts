// The corpus: classic mistakes, and the same programs without them.

import { abBa } from './ab-ba.ts'
import { callCycle } from './call-cycle.ts'
import type { Case } from './case.ts'
import { checkThenAct } from './check-then-act.ts'
import { doubleInitialisation } from './double-initialisation.ts'
import { doubleSignal } from './double-signal.ts'
import { doubleUnlock } from './double-unlock.ts'
import { earlyPublication } from './early-publication.ts'
import { eventResetTooLate } from './event-reset-too-late.ts'
import { forgottenClient } from './forgotten-client.ts'
import { forgottenUnlock } from './forgotten-unlock.ts'
import { ifInsteadOfWhile } from './if-instead-of-while.ts'
import { lockUpgrade } from './lock-upgrade.ts'
import { lostNotification } from './lost-notification.ts'
import { lostWakeUp } from './lost-wake-up.ts'
import { missingBroadcast } from './missing-broadcast.ts'
import { philosophers } from './philosophers.ts'
import { pulsedEvent } from './pulsed-event.ts'
import { queueSlotLeak } from './queue-slot-leak.ts'
import { semaphoreLeak } from './semaphore-leak.ts'
import { starvingWriter } from './starving-writer.ts'
import { terminatedOwner } from './terminated-owner.ts'
import { unhandledDeath } from './unhandled-death.ts'
import { unlockedCounter } from './unlocked-counter.ts'
import { useAfterRevoke } from './use-after-revoke.ts'

export const corpus: readonly Case[] = [
  lostWakeUp,
  lostNotification,
  eventResetTooLate,
  pulsedEvent,
  abBa,
  checkThenAct,
  missingBroadcast,
  ifInsteadOfWhile,
  doubleUnlock,
  doubleSignal,
  callCycle,
  useAfterRevoke,
  semaphoreLeak,
  unlockedCounter,
  forgottenClient,
  terminatedOwner,
  forgottenUnlock,
  earlyPublication,
  queueSlotLeak,
  doubleInitialisation,
  lockUpgrade,
  philosophers,
  starvingWriter,
  unhandledDeath,
]
