// What programs of the system are told by the environment of their processes: those that can be
// checked before they run.

import { busSettings, type SettingFault } from '@kos/messagebus/settings'

/** What the environment of a process says. */
export interface SystemSettings {
  /** The variables that its program can't use. */
  readonly faults: readonly SettingFault[]
  /** The names of the connections that it serves. */
  readonly channels: ReadonlySet<string>
}

/** By class. */
const readers: Readonly<Record<string, (env: Env) => SystemSettings>> = {
  'kl.MessageBus': (env) => {
    const { faults, settings } = busSettings(env)
    return { faults, channels: new Set(settings.channels ?? ['kl.MessageBus']) }
  },
}

type Env = Readonly<Record<string, string>>

/** What an environment says to the program of the system of a class; null: it is not known. */
export function systemSettings(className: string, env: Env): SystemSettings | null {
  return Object.hasOwn(readers, className) ? (readers[className]?.(env) ?? null) : null
}
