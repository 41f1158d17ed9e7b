// What the bus process signals to a subscriber when a message comes into its empty queue.

import { OBJECT_EVENT_SPEC } from '@kos/libkos'

/** The event of the object `wake` of RegisterSubscriber. */
export const messageEvent: number = /* @__PURE__ */ OBJECT_EVENT_SPEC(1)
