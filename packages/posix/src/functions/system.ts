// All families of the system side: the process itself, signals, time, memory, settings.

import type { AnyFamily } from '../runtime/family.ts'
import { type ExitApi, exit } from './exit.ts'
import { type ProcessesApi, processes } from './processes.ts'
import { type SignalApi, signal } from './signal.ts'
import { type TermiosApi, termios } from './termios.ts'

/** Functions of the system side. */
export interface SystemApi extends ExitApi, ProcessesApi, SignalApi, TermiosApi {}

/** Their families. */
export const systemFamilies: readonly AnyFamily[] = [
  exit,
  processes,
  signal,
  termios,
] as readonly object[] as readonly AnyFamily[]
