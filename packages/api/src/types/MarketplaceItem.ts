import { number, optional, type Schema, shape, text } from '../schema.ts';

/** An extension that is offered to all. */
export interface MarketplaceItem {
  /** Unique id. */
  id: string;
  /** What it is called. */
  name: string;
  /** What it does. */
  description?: string;
  /** Who made it. */
  author?: string;
  /** How often it was installed. */
  installs: number;
}

/** The schema of {@link MarketplaceItem}. */
export const marketplaceItemSchema: Schema<MarketplaceItem> = shape<MarketplaceItem>({
  id: text,
  name: text,
  description: optional(text),
  author: optional(text),
  installs: number,
});
