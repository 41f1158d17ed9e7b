// Cases about the harness itself: a primitive against itself. A ratio away from 1 is what the machine's noise does to every other case
// of this run.
import { defineCase } from '../case.ts'
import type { RatioCase } from '../case.ts'
import { mapGet, pingPong } from '../references.ts'

/** A synchronous reference against itself. */
export const harnessSame: RatioCase = defineCase({ ...mapGet, name: 'harness/same', against: [mapGet] })

/** An awaiting reference against itself. */
export const harnessSameAwaits: RatioCase = defineCase({ ...pingPong, name: 'harness/same-awaits', against: [pingPong] })
