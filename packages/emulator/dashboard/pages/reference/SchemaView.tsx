import type { JSX } from 'preact';
import { nameOf, type Schema, typeOf } from './openapi.ts';

/** How many levels of types are shown. */
const MOST_LEVELS = 3;

/** The fields of a type, with the types of those that have fields themselves. */
export function SchemaView({
  schema,
  schemas,
  level = 0,
}: {
  schema: Schema;
  schemas: Readonly<Record<string, Schema>>;
  level?: number;
}): JSX.Element {
  const { properties, required = [], description } = resolve(schema, schemas);
  return (
    <>
      {description !== undefined && <p class="note">{description}</p>}
      {properties && (
        <dl class="schema">
          {Object.entries(properties).map(([name, field]) => {
            const inner = resolve(field, schemas);
            return (
              <div key={name}>
                <dt>
                  <code>{name}</code> <span class="dim">{typeOf(field)}</span>
                  {!required.includes(name) && <span class="dim"> optional</span>}
                </dt>
                <dd>
                  {field.description ?? inner.description}
                  {inner.properties && level < MOST_LEVELS && (
                    <details>
                      <summary>{typeOf(field)}</summary>
                      <SchemaView schema={inner} schemas={schemas} level={level + 1} />
                    </details>
                  )}
                </dd>
              </div>
            );
          })}
        </dl>
      )}
    </>
  );
}

/** The schema that a reference or a list is about. */
function resolve(schema: Schema, schemas: Readonly<Record<string, Schema>>): Schema {
  if (schema.$ref !== undefined) return schemas[nameOf(schema.$ref)] ?? {};
  return schema.items ? resolve(schema.items, schemas) : schema;
}
