// Where the numbers were taken. Ratios travel between machines better than times, but not
// perfectly.
import { arch, availableParallelism, cpus, platform } from 'node:os'

/** The machine and the engine of a run. */
export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly platform: string
  readonly node: string
  readonly v8: string
}

/** Describes this machine. */
export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    platform: `${platform()} ${arch()}`,
    node: process.versions.node,
    v8: process.versions.v8,
  }
}
