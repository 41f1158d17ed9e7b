// The list of all cases, in the order of the table.
import type { Case } from '../case.ts'
import { handlesCheck, handlesTransferClose } from './handles.ts'
import { harnessBytes, harnessSame, harnessSameAwaits } from './harness.ts'

/** All cases. */
export const cases: readonly Case[] = [handlesTransferClose, handlesCheck, harnessSame, harnessSameAwaits, harnessBytes]
