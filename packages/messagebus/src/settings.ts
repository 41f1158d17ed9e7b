// Entry `@kos/messagebus/settings`: what the environment of a bus process says, for tools that check
// it before the process runs.

export type { FullQueue } from './core/full-queue.ts'
export {
  busSettings,
  type BusSettings,
  type ReadBusSettings,
  type SettingFault,
} from './server/bus-settings.ts'
