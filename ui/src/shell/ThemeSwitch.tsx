import { useEffect, useState } from "preact/hooks";

type Theme = "auto" | "light" | "dark";
const themes: readonly Theme[] = ["auto", "light", "dark"];
const key = "certrot-theme";

function stored(): Theme {
  try {
    const value = localStorage.getItem(key);
    return themes.find((theme) => theme === value) ?? "auto";
  } catch {
    return "auto";
  }
}

export function ThemeSwitch() {
  const [theme, setTheme] = useState(stored);
  useEffect(() => {
    if (theme === "auto") document.documentElement.removeAttribute("data-theme");
    else document.documentElement.setAttribute("data-theme", theme);
    try {
      localStorage.setItem(key, theme);
    } catch {
      // The choice then ends with the page.
    }
  }, [theme]);
  return (
    <label class="theme">
      <span class="sr">Colours</span>
      <select value={theme} onChange={(event) => setTheme(themes.find((t) => t === event.currentTarget.value) ?? "auto")}>
        {themes.map((t) => (
          <option key={t} value={t}>
            {t === "auto" ? "as the system" : t}
          </option>
        ))}
      </select>
    </label>
  );
}
