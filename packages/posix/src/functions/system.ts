// All families of the system side: the process itself, signals, time, memory, settings.

import type { AnyFamily, AnyVariables } from '../runtime/family.ts'
import {
  type EnvironmentApi,
  environment,
  type EnvironmentVariables,
  environmentVariables,
} from './environment.ts'
import { type ExitApi, exit } from './exit.ts'
import { type ProcessesApi, processes } from './processes.ts'
import { type SignalApi, signal } from './signal.ts'
import { type TermiosApi, termios } from './termios.ts'
import { time, type TimeApi, type TimeVariables, timeVariables } from './time.ts'

/** Functions of the system side. */
export interface SystemApi
  extends
    EnvironmentApi,
    EnvironmentVariables,
    ExitApi,
    ProcessesApi,
    SignalApi,
    TermiosApi,
    TimeApi,
    TimeVariables {}

/** Their families. */
export const systemFamilies: readonly AnyFamily[] = [
  environment,
  exit,
  processes,
  signal,
  termios,
  time,
] as readonly object[] as readonly AnyFamily[]

/** Their variables. */
export const systemVariables: readonly AnyVariables[] = [
  environmentVariables,
  timeVariables,
] as readonly object[] as readonly AnyVariables[]
