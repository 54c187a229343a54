namespace Certrot.Render;

/// <summary>The page's style sheet. Every pair of text and background keeps a contrast of at least 4.5:1 (WCAG 2.2, 1.4.3).</summary>
internal static class HtmlStyle
{
    public const string Sheet = """
        :root{color-scheme:light dark;--bg:#fff;--panel:#f4f6f8;--text:#1b1f24;--dim:#56606b;--line:#d3d9df;--red:#b3261e;--amber:#855400;--green:#1a6b3a;--blue:#0b5cad;--past:#9aa7b5;--left:#dfe5eb;--window:#e3b341}
        @media(prefers-color-scheme:dark){:root{--bg:#14181d;--panel:#1d232a;--text:#e4e8ec;--dim:#a5afba;--line:#38414b;--red:#ff8f87;--amber:#e8b84b;--green:#6fd08c;--blue:#7db8f7;--past:#6b7885;--left:#2e3740;--window:#a77f1d}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--bg);color:var(--text);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;overflow-wrap:anywhere}
        main,header,footer{max-width:66rem;margin:0 auto;padding:0 1.25rem}
        header{padding-top:1.5rem}
        h1{font-size:1.5rem;line-height:1.25;margin:.5rem 0 1rem}
        h2{font-size:1.15rem;margin:2.25rem 0 .75rem;padding-top:.75rem;border-top:1px solid var(--line)}
        h3{font-size:1rem;margin:0 0 .25rem}
        p{margin:.25rem 0}
        code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.875em;unicode-bidi:isolate}
        pre{background:var(--panel);border:1px solid var(--line);border-radius:6px;padding:.6rem .8rem;margin:.4rem 0;overflow-x:auto;white-space:pre;overflow-wrap:normal}
        pre.quote{white-space:pre-wrap;overflow-wrap:anywhere;border-left:3px solid var(--past)}
        td,th,dd,li{unicode-bidi:isolate}
        .badge{display:inline-block;margin:0;padding:.15rem .6rem;border-radius:4px;font-weight:700;letter-spacing:.03em;background:var(--dim);color:var(--bg)}
        .failing{background:var(--red)}.healthy{background:var(--green)}.warn{background:var(--amber)}
        .red{color:var(--red)}.amber{color:var(--amber)}.green{color:var(--green)}.dim{color:var(--dim)}
        dl.facts{display:grid;grid-template-columns:max-content 1fr;gap:.3rem 1.25rem;margin:0}
        dl.facts dt{color:var(--dim)}dl.facts dd{margin:0}
        ol.steps{padding-left:1.5rem;margin:0}ol.steps>li{margin:0 0 1rem}
        ol.chain{list-style:none;margin:0;padding:0}
        ol.chain li{position:relative;padding:0 0 .8rem 1.5rem;border-left:2px solid var(--line);margin-left:.4rem}
        ol.chain li:last-child{border-left-color:transparent;padding-bottom:0}
        ol.chain li::before{content:"";position:absolute;left:-.45rem;top:.4rem;width:.75rem;height:.75rem;border-radius:50%;background:var(--blue)}
        ol.chain li:first-child::before{background:var(--red)}
        ol.chain li.expected::before{background:var(--bg);border:2px dashed var(--amber)}
        table{border-collapse:collapse;width:100%;font-size:.9375rem}
        caption{text-align:left;color:var(--dim);padding-bottom:.4rem}
        th,td{text-align:left;vertical-align:top;padding:.4rem .75rem .4rem 0;border-bottom:1px solid var(--line)}
        th{font-weight:600;overflow-wrap:normal}
        table.fleet th[scope=row]{overflow-wrap:anywhere;min-width:8rem}table.fleet td{overflow-wrap:break-word}table.fleet td:nth-child(6){min-width:12rem}
        .nowrap{white-space:nowrap}
        .mark{font-weight:600;white-space:nowrap}
        details{margin:.3rem 0}summary{cursor:pointer;color:var(--blue)}summary:focus-visible{outline:2px solid var(--blue);outline-offset:2px}
        ul.plain{margin:0;padding-left:1.25rem}ul.plain>li{margin-bottom:.35rem}
        figure{margin:0}figcaption{color:var(--dim);font-size:.9375rem}
        svg{display:block;width:100%;height:auto;font:12px system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
        svg text{fill:var(--text)}svg .d{fill:var(--dim)}svg .b{font-weight:700}svg .r{fill:var(--red)}
        svg .past{fill:var(--past)}svg .left{fill:var(--left)}svg .win{fill:none;stroke:var(--window);stroke-width:3}
        svg .grid{stroke:var(--line)}svg .now{stroke:var(--blue);stroke-width:2}svg .nowt{fill:var(--blue);font-weight:700}
        svg .m{fill:var(--blue);stroke:var(--bg)}svg .p{fill:var(--red);stroke:var(--bg)}svg .f{fill:var(--bg);stroke:var(--amber);stroke-width:2}
        svg.narrow{display:none}
        footer{color:var(--dim);font-size:.875rem;padding-top:2rem;padding-bottom:2rem}
        @media screen and (max-width:720px){
        svg.wide{display:none}svg.narrow{display:block;max-width:32rem}
        body{font-size:15px}main,header,footer{padding-left:.9rem;padding-right:.9rem}h1{font-size:1.25rem}
        dl.facts{grid-template-columns:1fr;gap:0}dl.facts dd{margin-bottom:.5rem}
        table.stack thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
        table.stack tr{display:block;border-bottom:1px solid var(--line);padding:.5rem 0}
        table.stack td[data-label]::before{content:attr(data-label) ": ";color:var(--dim)}
        table.stack td,table.stack th{display:block;border:0;padding:.05rem 0;white-space:normal}
        }
        @media print{body{font-size:11pt}h2{break-after:avoid}pre,tr,li,figure{break-inside:avoid}pre{white-space:pre-wrap}a{color:inherit}}

        """;
}
