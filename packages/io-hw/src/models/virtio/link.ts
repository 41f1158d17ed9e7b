// Ethernet links: what a network function is plugged into. A link is one end as the host sees it,
// and a cable connects two ends.

/** An end of an Ethernet link. */
export interface Link {
  /**
   * Sends a frame into this end: header and payload, without the check sequence. The bytes belong
   * to the receiver from then on. Frames may get lost.
   */
  send(frame: Uint8Array): void
  /** Hears of the frames that come out of this end. Null: nothing is plugged in. */
  onFrame: ((frame: Uint8Array) => void) | null
}

/**
 * Connects two ends by a cable: what comes out of one is sent into the other, at once. An end may
 * be connected to itself, which loops its frames back. Answers what takes the cable away.
 *
 * Frames wait at the receiving end, in a queue of its own.
 *
 * @throws TypeError if something is plugged into one of them.
 */
export function connectLinks(one: Link, other: Link): () => void {
  if (one.onFrame !== null || other.onFrame !== null)
    throw new TypeError('connectLinks: there is a cable in one of both ends')
  one.onFrame = (frame) => other.send(frame)
  other.onFrame = (frame) => one.send(frame)
  return () => {
    one.onFrame = null
    other.onFrame = null
  }
}
