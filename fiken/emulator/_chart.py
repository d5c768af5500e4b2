"""A Norwegian chart of accounts by the classes of NS 4102: code and name, in order."""

_CHART = """
1000 Forskning og utvikling
1020 Konsesjoner
1030 Patenter
1040 Lisenser
1050 Varemerker
1070 Utsatt skattefordel
1080 Goodwill
1100 Bygninger
1120 Bygningsmessige anlegg
1150 Tomter og andre grunnarealer
1200 Maskiner og anlegg
1210 Maskiner og anlegg under utførelse
1230 Biler
1240 Andre transportmidler
1250 Inventar
1260 Fast bygningsinventar
1270 Verktøy
1280 Kontormaskiner
1290 Andre driftsmidler
1300 Investeringer i datterselskap
1320 Lån til foretak i samme konsern
1350 Investeringer i aksjer og andeler
1370 Lån til eiere og styremedlemmer
1380 Lån til ansatte
1390 Andre langsiktige fordringer
1397 Depositum
1400 Råvarer og innkjøpte halvfabrikater
1420 Varer under tilvirkning
1440 Ferdige egentilvirkede varer
1460 Innkjøpte varer for videresalg
1480 Forskuddsbetaling til leverandører
1500 Kundefordringer
1530 Opptjente, ikke fakturerte inntekter
1550 Kundefordringer på konsernselskaper
1560 Andre fordringer på konsernselskaper
1570 Andre kortsiktige fordringer
1580 Avsetning til tap på kundefordringer
1600 Utgående merverdiavgift til gode
1610 Inngående merverdiavgift til gode
1640 Oppgjørskonto merverdiavgift til gode
1700 Forskuddsbetalt leiekostnad
1710 Forskuddsbetalte renter
1720 Andre depositum
1742 Forskuddsbetalt forsikring
1743 Forskuddsbetalt leasing
1744 Forskuddsbetalt programvare
1749 Andre forskuddsbetalte kostnader
1750 Påløpte leieinntekter
1760 Påløpte renteinntekter
1800 Aksjer og andeler i konsernselskaper
1810 Markedsbaserte aksjer
1880 Andre finansielle instrumenter
1900 Kontanter
1920 Bankinnskudd
1920:10001 Driftskonto
1940 Bankinnskudd i utlandet
1950 Bankinnskudd for skattetrekk
1950:10001 Skattetrekkskonto
1960 Betalingsformidler
2000 Aksjekapital
2010 Egne aksjer
2020 Overkurs
2050 Annen egenkapital
2080 Udekket tap
2100 Pensjonsforpliktelser
2120 Utsatt skatt
2160 Uopptjent inntekt
2180 Andre avsetninger for forpliktelser
2200 Konvertible lån
2220 Gjeld til kredittinstitusjoner
2240 Pantelån
2250 Gjeld til ansatte og eiere
2260 Gjeld til selskap i samme konsern
2290 Annen langsiktig gjeld
2330 Byggelån
2380 Kassekreditt
2400 Leverandørgjeld
2460 Leverandørgjeld til konsernselskaper
2500 Betalbar skatt, ikke utlignet
2510 Betalbar skatt, utlignet
2600 Forskuddstrekk
2610 Påleggstrekk
2650 Trukket fagforeningskontingent
2700 Utgående merverdiavgift
2701 Utgående merverdiavgift, høy sats
2702 Utgående merverdiavgift, middels sats
2703 Utgående merverdiavgift, lav sats
2704 Utgående merverdiavgift, råfisk
2705 Utgående merverdiavgift ved kjøp fra utlandet, høy sats
2706 Utgående merverdiavgift ved kjøp fra utlandet, lav sats
2710 Inngående merverdiavgift
2711 Inngående merverdiavgift, høy sats
2712 Inngående merverdiavgift, middels sats
2713 Inngående merverdiavgift, lav sats
2714 Inngående merverdiavgift, råfisk
2715 Inngående merverdiavgift ved kjøp fra utlandet, høy sats
2716 Inngående merverdiavgift ved kjøp fra utlandet, lav sats
2740 Oppgjørskonto merverdiavgift
2770 Skyldig arbeidsgiveravgift
2780 Påløpt arbeidsgiveravgift
2790 Andre offentlige avgifter
2800 Avsatt utbytte
2900 Forskudd fra kunder
2910 Gjeld til ansatte og eiere, kortsiktig
2911 Utlegg fra ansatte
2920 Gjeld til selskap i samme konsern, kortsiktig
2930 Skyldig lønn
2940 Skyldige feriepenger
2950 Påløpte renter
2960 Påløpte kostnader
2961 Avsetning for påløpte kostnader
2965 Forskuddsbetalt inntekt
2980 Avsetning for forpliktelser
2990 Annen kortsiktig gjeld
3000 Salgsinntekt, avgiftspliktig, høy sats
3010 Salgsinntekt handelsvarer, høy sats
3020 Salgsinntekt tjenester, høy sats
3030 Salgsinntekt, avgiftspliktig, middels sats
3040 Salgsinntekt næringsmidler, middels sats
3050 Salgsinntekt, avgiftspliktig, lav sats
3061 Uttak av varer, høy sats
3081 Rabatt og annen salgsinntektsreduksjon
3090 Opptjent, ikke fakturert inntekt
3100 Salgsinntekt, avgiftsfri
3120 Salgsinntekt tjenester, avgiftsfri
3200 Salgsinntekt utenfor avgiftsområdet
3220 Salgsinntekt tjenester utenfor avgiftsområdet
3400 Offentlige tilskudd
3440 Andre tilskudd
3600 Leieinntekt fast eiendom
3601 Leieinntekt fast eiendom, uten merverdiavgift
3605 Leieinntekt fast eiendom, avgiftspliktig
3620 Annen leieinntekt
3700 Provisjonsinntekt
3800 Gevinst ved avgang av anleggsmidler
3900 Annen driftsrelatert inntekt
3950 Øreavrunding
4000 Innkjøp av råvarer
4060 Frakt, toll og spedisjon, råvarer
4090 Beholdningsendring, råvarer
4300 Innkjøp av varer for videresalg
4360 Frakt, toll og spedisjon, varer for videresalg
4390 Beholdningsendring, varer for videresalg
4500 Fremmedytelser og underentreprise
4990 Beholdningsendring, egentilvirkede varer
5000 Lønn til ansatte
5010 Faste tillegg
5020 Feriepenger
5092 Feriepenger, påløpte
5200 Fri bil
5210 Fri telefon
5250 Gruppelivsforsikring
5290 Motkonto for naturalytelser
5330 Godtgjørelse til styre
5400 Arbeidsgiveravgift
5405 Arbeidsgiveravgift av påløpte feriepenger
5420 Innberetningspliktig pensjonskostnad
5800 Refusjon av sykepenger
5910 Kantinekostnad
5920 Yrkesskadeforsikring
5940 Andre personalkostnader, avgiftspliktige
5990 Andre personalkostnader
6000 Avskrivning på bygninger
6010 Avskrivning på maskiner, inventar og transportmidler
6020 Avskrivning på immaterielle eiendeler
6050 Nedskrivning av varige driftsmidler
6100 Frakt og transport ved salg
6200 Elektrisitet
6260 Vann
6300 Leie av lokaler
6320 Renovasjon, vann og avløp
6340 Lys og varme
6341 Lys og varme i leide lokaler
6360 Renhold
6390 Andre kostnader lokaler
6400 Leie av maskiner
6420 Leie av datasystemer
6440 Leie av transportmidler
6490 Annen leiekostnad
6500 Motordrevet verktøy
6540 Inventar
6551 Datautstyr
6553 Programvare, anskaffelse
6600 Reparasjon og vedlikehold av bygninger
6620 Reparasjon og vedlikehold av utstyr
6700 Revisjonshonorar
6705 Regnskapshonorar
6720 Honorar for økonomisk rådgivning
6725 Honorar for juridisk bistand
6790 Andre honorarer
6795 Honorar, uten fradrag
6800 Kontorrekvisita
6810 Datakostnad
6820 Trykksaker
6840 Aviser, tidsskrifter og bøker
6860 Møter, kurs og oppdatering
6890 Andre kontorkostnader
6900 Telefon
6907 Internett
6940 Porto
7000 Drivstoff
7020 Vedlikehold av bil
7040 Forsikring av bil
7100 Bilgodtgjørelse, oppgavepliktig
7130 Reisekostnad, oppgavepliktig
7140 Reisekostnad, ikke oppgavepliktig
7150 Diettkostnad, oppgavepliktig
7300 Salgskostnad
7320 Reklamekostnad
7350 Representasjon, fradragsberettiget
7370 Representasjon, ikke fradragsberettiget
7400 Kontingent, fradragsberettiget
7420 Gave, fradragsberettiget
7430 Gave, ikke fradragsberettiget
7500 Forsikringspremie
7550 Garantikostnad
7600 Lisensavgift og royalty
7700 Styre- og bedriftsforsamlingsmøter
7740 Øredifferanser
7770 Bank- og kortgebyr
7771 Avrunding
7790 Andre kostnader, fradragsberettigede
7798 Andre kostnader, ikke fradragsberettigede
7800 Tap ved avgang av anleggsmidler
7830 Tap på fordringer
7900 Beholdningsendring, anlegg under utførelse
8000 Inntekt på investering i datterselskap
8050 Renteinntekt
8055 Renteinntekt, kunder
8060 Valutagevinst
8070 Annen finansinntekt
8100 Verdireduksjon av finansielle instrumenter
8150 Rentekostnad
8155 Rentekostnad, leverandører
8160 Valutatap
8170 Annen finanskostnad
8300 Betalbar skatt
8320 Endring av utsatt skatt
8800 Årsresultat
8900 Overføringer
8920 Avsatt utbytte
8960 Overføringer, annen egenkapital
"""

CHART: tuple[tuple[str, str], ...] = tuple(
    (code, name) for code, _, name in (line.partition(" ") for line in _CHART.strip().splitlines())
)
