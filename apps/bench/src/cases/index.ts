// The list of all cases, in the order of the table.
import type { Case } from '../case.ts'
import { harnessSame, harnessSameAwaits } from './harness.ts'

/** All cases. */
export const cases: readonly Case[] = [harnessSame, harnessSameAwaits]
