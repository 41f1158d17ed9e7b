// Table of contents of @kos/solution.

// What a folder says
export { describeSolution } from './describe-solution.ts'
export type {
  ConnectionDescription,
  DescribeOptions,
  FilesByProcess,
  Place,
  ProcessDescription,
  SolutionDescription,
} from './description.ts'
export { type CodeExplanation, type SolutionCode, solutionCodes } from './codes.ts'

// Ready to boot
export type { BootParts } from './solution-parts.ts'
export {
  loadDescribed,
  type LoadedSolution,
  type LoadOptions,
  loadSolution,
} from './load-solution.ts'
export { writeGenerated } from './write-generated.ts'

// What comes with kos
export { systemFiles } from './system-files.ts'

// Machines
export type { MachineDescription } from './machine-file.ts'
export type { DescribedDevice } from './device-reader.ts'
export type { DeviceSettings } from './device-settings.ts'
export { BuiltMachine, DeviceError } from './built-machine.ts'
