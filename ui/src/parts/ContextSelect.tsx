interface Props {
  id: string;
  contexts: string[];
  value: string | null;
  /** What stands for all of them; absent where one has to be chosen. */
  all?: string;
  onValue: (context: string | null) => void;
}

/** Chooses a cluster. With one cluster there is nothing to choose. */
export function ContextSelect({ id, contexts, value, all, onValue }: Props) {
  if (contexts.length < 2) return null;
  return (
    <span class="field">
      <label for={id}>Cluster</label>
      <select id={id} value={value ?? ""} onChange={(event) => onValue(event.currentTarget.value || null)}>
        {all !== undefined && <option value="">{all}</option>}
        {contexts.map((context) => (
          <option key={context} value={context}>
            {context}
          </option>
        ))}
      </select>
    </span>
  );
}
