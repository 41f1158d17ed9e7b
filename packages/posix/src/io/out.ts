// Where a function writes a value that C writes through a pointer: `{ value: 0 }`.

/** A place for a value. */
export interface Out<T> {
  value: T
}

/** Whether something is a place for a value. */
export function isOut(place: unknown): place is Out<unknown> {
  return typeof place === 'object' && place !== null && 'value' in place
}
