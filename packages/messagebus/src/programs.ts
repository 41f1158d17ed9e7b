// Entry `@kos/messagebus/programs`: the program of a process of the system, by the class that it has
// in solutions. What its environment may say is the entry `@kos/messagebus/settings`.

import type { Kos, Program } from '@kos/libkos'
import { className } from './generated/kl/MessageBus.edl.ts'
import { busProgram } from './server/bus-program.ts'

/** The programs of this package, by class. */
export const busPrograms: Readonly<Record<string, Program<Kos>>> = /* @__PURE__ */ Object.freeze({
  [className]: busProgram,
})
