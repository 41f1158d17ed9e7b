// Table of contents of @kos/solution.

export type {
  ConnectionDescription,
  Place,
  ProcessDescription,
  SolutionDescription,
} from './description.ts'
