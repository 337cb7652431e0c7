/** What is looked at of a schema when a value is walked; valibot's carry it, by these names. */
export interface Shape {
  readonly type: string;
  /** Of a list: what is in it. */
  readonly item?: Shape;
  /** Of an object: its fields. */
  readonly entries?: Readonly<Record<string, Shape>>;
  /** Of a map: what its values are. */
  readonly value?: Shape;
  /** Of an optional field: what it is when it is there. */
  readonly wrapped?: Shape;
}
