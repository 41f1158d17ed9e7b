// All families of the system side: the process itself, signals, time, memory, settings.

import type { AnyFamily, AnyVariables } from '../runtime/family.ts'
import {
  type EnvironmentApi,
  environment,
  type EnvironmentVariables,
  environmentVariables,
} from './environment.ts'
import { type ExitApi, exit } from './exit.ts'
import { locale, type LocaleApi } from './locale.ts'
import { mqueue, type MqueueApi } from './mqueue.ts'
import { type ProcessesApi, processes } from './processes.ts'
import { type SignalApi, signal } from './signal.ts'
import { sysMman, type SysMmanApi } from './sys-mman.ts'
import { systemConfiguration, type SystemConfigurationApi } from './system-configuration.ts'
import { type TermiosApi, termios } from './termios.ts'
import { time, type TimeHeaderApi, type TimeVariables, timeVariables } from './time.ts'
import { timers, type TimersApi } from './timers.ts'
import { usersAndGroups, type UsersApi } from './users.ts'

/** Functions of the system side. */
export interface SystemApi
  extends
    EnvironmentApi,
    EnvironmentVariables,
    ExitApi,
    LocaleApi,
    MqueueApi,
    ProcessesApi,
    SignalApi,
    SysMmanApi,
    SystemConfigurationApi,
    TermiosApi,
    TimeHeaderApi,
    TimersApi,
    TimeVariables,
    UsersApi {}

/** Their families. */
export const systemFamilies: readonly AnyFamily[] = [
  environment,
  exit,
  locale,
  mqueue,
  processes,
  signal,
  sysMman,
  systemConfiguration,
  termios,
  time,
  timers,
  usersAndGroups,
] as readonly object[] as readonly AnyFamily[]

/** Their variables. */
export const systemVariables: readonly AnyVariables[] = [
  environmentVariables,
  timeVariables,
] as readonly object[] as readonly AnyVariables[]
