import { useEffect, useRef, useState } from "preact/hooks";

interface Props {
  id: string;
  label: string;
  value: string;
  /** What is searched. */
  hint?: string;
  onValue: (value: string) => void;
}

/** A field that searches while it is typed in, after a short rest. */
export function Search({ id, label, value, hint, onValue }: Props) {
  const [typed, setTyped] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => () => clearTimeout(timer.current), []);

  function change(next: string) {
    setTyped(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onValue(next.trim()), 300);
  }

  return (
    <span class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="search"
        autoComplete="off"
        spellcheck={false}
        placeholder={hint}
        value={typed}
        onInput={(event) => change(event.currentTarget.value)}
      />
    </span>
  );
}
