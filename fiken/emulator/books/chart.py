"""A Norwegian chart of accounts by the numbers of NS 4102: code and name, in order.

Emulator choice: the names are our own, in the ordinary words of Norwegian accounting, and so is
which accounts there are beside those that were observed. Their number makes `GET /accounts` of the
filled demo company, with the sub-accounts of its contacts and banks, the 514 rows that were seen in
one (docs/observed.md#5-lists).
"""

_CHART = """
1000 Forskning og utvikling
1020 Konsesjoner
1030 Patenter
1035 Design og mønster
1040 Lisenser
1045 Kjøpte programlisenser
1050 Varemerker
1070 Utsatt skattefordel
1075 Utsatt skattefordel av underskudd til fremføring
1080 Goodwill
1090 Andre immaterielle eiendeler
1100 Bygninger
1105 Forretningsbygg
1107 Lagerbygg
1110 Produksjonsbygg
1115 Boliger for utleie
1120 Bygningsmessige anlegg
1130 Bygg under oppføring
1140 Landbrukseiendom
1145 Skog og utmark
1150 Tomter og andre grunnarealer
1180 Investeringseiendom
1190 Andre faste eiendommer
1200 Maskiner og anlegg
1205 Produksjonsmaskiner
1210 Maskiner og anlegg under utførelse
1220 Skip og båter
1230 Biler
1232 Varebiler
1240 Andre transportmidler
1245 Tilhengere
1247 Anleggsmaskiner
1250 Inventar
1252 Kjøkken- og kantineutstyr
1254 Butikkinnredning
1260 Fast bygningsinventar
1270 Verktøy
1280 Kontormaskiner
1282 Datamaskiner
1284 Servere og nettverk
1286 Telefoner og nettbrett
1290 Andre driftsmidler
1300 Investeringer i datterselskap
1310 Investeringer i annet foretak i samme konsern
1320 Lån til foretak i samme konsern
1330 Investeringer i tilknyttet selskap
1335 Investeringer i felleskontrollert virksomhet
1340 Lån til tilknyttet selskap
1350 Investeringer i aksjer og andeler
1360 Obligasjoner, langsiktige
1370 Lån til eiere og styremedlemmer
1375 Lån til aksjonærer
1380 Lån til ansatte
1390 Andre langsiktige fordringer
1392 Pensjonsmidler
1394 Depositum for lokaler
1397 Depositum
1400 Råvarer og innkjøpte halvfabrikater
1405 Emballasje på lager
1410 Driftsmateriell på lager
1420 Varer under tilvirkning
1430 Egentilvirkede halvfabrikater
1440 Ferdige egentilvirkede varer
1460 Innkjøpte varer for videresalg
1470 Nedskrivning av varelager
1480 Forskuddsbetaling til leverandører
1500 Kundefordringer
1505 Kundefordringer i utenlandsk valuta
1515 Kundefordringer til inkasso
1530 Opptjente, ikke fakturerte inntekter
1550 Kundefordringer på konsernselskaper
1560 Andre fordringer på konsernselskaper
1570 Andre kortsiktige fordringer
1571 Lønnsforskudd
1572 Reiseforskudd
1575 Refusjon av sykepenger til gode
1576 Offentlige tilskudd til gode
1577 Forsikringsoppgjør til gode
1578 Skatt til gode
1579 Diverse kortsiktige fordringer
1580 Avsetning til tap på kundefordringer
1585 Avsetning til tap på andre fordringer
1600 Utgående merverdiavgift til gode
1610 Inngående merverdiavgift til gode
1620 Innførselsmerverdiavgift til gode
1640 Oppgjørskonto merverdiavgift til gode
1650 Kompensasjon for merverdiavgift til gode
1700 Forskuddsbetalt leiekostnad
1705 Forskuddsbetalt leie av utstyr
1710 Forskuddsbetalte renter
1720 Andre depositum
1730 Forskuddsbetalt lønn
1740 Forskuddsbetalt strøm
1742 Forskuddsbetalt forsikring
1743 Forskuddsbetalt leasing
1744 Forskuddsbetalt programvare
1746 Forskuddsbetalt kontingent
1749 Andre forskuddsbetalte kostnader
1750 Påløpte leieinntekter
1755 Påløpt provisjonsinntekt
1760 Påløpte renteinntekter
1770 Andre påløpte inntekter
1800 Aksjer og andeler i konsernselskaper
1810 Markedsbaserte aksjer
1815 Aksjer som ikke er børsnotert
1820 Fondsandeler
1860 Kryptovaluta
1880 Andre finansielle instrumenter
1900 Kontanter
1920 Bankinnskudd
1920:10001 Driftskonto
1940 Bankinnskudd i utlandet
1945 Bankinnskudd i utenlandsk valuta
1950 Bankinnskudd for skattetrekk
1950:10001 Skattetrekkskonto
1960 Betalingsformidler
1965 Oppgjør fra kortinnløser
1970 Oppgjør fra mobilbetaling
1980 Penger under overføring
2000 Aksjekapital
2010 Egne aksjer
2015 Kapitalforhøyelse, ikke registrert
2020 Overkurs
2040 Fond for vurderingsforskjeller
2050 Annen egenkapital
2055 Egenkapital i enkeltpersonforetak
2060 Privatuttak
2065 Privat forbruk
2070 Private innskudd
2080 Udekket tap
2090 Konsernbidrag i egenkapitalen
2100 Pensjonsforpliktelser
2110 Avsetning for garantier
2120 Utsatt skatt
2150 Avsetning for tvister
2160 Uopptjent inntekt
2180 Andre avsetninger for forpliktelser
2200 Konvertible lån
2210 Obligasjonslån
2220 Gjeld til kredittinstitusjoner
2230 Lån i utenlandsk valuta
2240 Pantelån
2250 Gjeld til ansatte og eiere
2255 Lån fra aksjonærer
2260 Gjeld til selskap i samme konsern
2265 Lån fra tilknyttet selskap
2270 Ansvarlig lån
2290 Annen langsiktig gjeld
2330 Byggelån
2340 Kortsiktig gjeld til kredittinstitusjoner
2380 Kassekreditt
2385 Kredittkort
2400 Leverandørgjeld
2405 Leverandørgjeld i utenlandsk valuta
2430 Mottatte varer, ikke fakturert
2440 Leverandørgjeld til tilknyttet selskap
2460 Leverandørgjeld til konsernselskaper
2500 Betalbar skatt, ikke utlignet
2510 Betalbar skatt, utlignet
2520 Betalbar skatt, tidligere år
2540 Innbetalt forhåndsskatt
2600 Forskuddstrekk
2610 Påleggstrekk
2640 Trukket pensjonspremie
2650 Trukket fagforeningskontingent
2690 Andre trekk i lønn
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
2720 Grunnlag ved innførsel, høy sats
2721 Grunnlag ved innførsel, middels sats
2740 Oppgjørskonto merverdiavgift
2745 Merverdiavgift fra tidligere terminer
2750 Skyldige særavgifter
2770 Skyldig arbeidsgiveravgift
2775 Skyldig finansskatt
2780 Påløpt arbeidsgiveravgift
2781 Påløpt arbeidsgiveravgift av feriepenger
2790 Andre offentlige avgifter
2800 Avsatt utbytte
2810 Avsatt konsernbidrag
2900 Forskudd fra kunder
2901 Gavekort, ikke innløst
2905 Depositum fra kunder
2910 Gjeld til ansatte og eiere, kortsiktig
2911 Utlegg fra ansatte
2912 Mellomværende med eier
2920 Gjeld til selskap i samme konsern, kortsiktig
2930 Skyldig lønn
2935 Skyldig bonus
2940 Skyldige feriepenger
2945 Skyldige feriepenger, tidligere år
2950 Påløpte renter
2960 Påløpte kostnader
2961 Avsetning for påløpte kostnader
2962 Påløpt strøm
2963 Påløpt honorar til revisor og regnskapsfører
2964 Påløpt husleie
2965 Forskuddsbetalt inntekt
2968 Tilskudd, ikke brukt
2980 Avsetning for forpliktelser
2985 Avsetning for reklamasjoner
2990 Annen kortsiktig gjeld
2996 Uavklarte utbetalinger
3000 Salgsinntekt, avgiftspliktig, høy sats
3009 Salgsinntekt uten avgiftsbehandling
3010 Salgsinntekt handelsvarer, høy sats
3020 Salgsinntekt tjenester, høy sats
3030 Salgsinntekt, avgiftspliktig, middels sats
3040 Salgsinntekt næringsmidler, middels sats
3050 Salgsinntekt, avgiftspliktig, lav sats
3061 Uttak av varer, høy sats
3063 Uttak av varer, middels sats
3070 Uttak av tjenester, høy sats
3081 Rabatt og annen salgsinntektsreduksjon
3090 Opptjent, ikke fakturert inntekt
3100 Salgsinntekt, avgiftsfri
3109 Salgsinntekt, avgiftsfri, uten avgiftsbehandling
3110 Salgsinntekt handelsvarer, avgiftsfri
3120 Salgsinntekt tjenester, avgiftsfri
3130 Utførsel av varer
3140 Utførsel av tjenester
3150 Salg innenlands med omvendt avgiftsplikt
3200 Salgsinntekt utenfor avgiftsområdet
3209 Salgsinntekt utenfor avgiftsområdet, uten avgiftsbehandling
3210 Salgsinntekt handelsvarer utenfor avgiftsområdet
3219 Salgsinntekt handelsvarer, uten avgiftsbehandling
3220 Salgsinntekt tjenester utenfor avgiftsområdet
3229 Salgsinntekt tjenester, uten avgiftsbehandling
3240 Helsetjenester
3250 Kulturarrangementer
3400 Offentlige tilskudd
3420 Driftstilskudd
3440 Andre tilskudd
3450 Gaver og sponsormidler
3500 Endring i uopptjent inntekt
3600 Leieinntekt fast eiendom
3601 Leieinntekt fast eiendom, uten merverdiavgift
3605 Leieinntekt fast eiendom, avgiftspliktig
3610 Leieinntekt utstyr
3620 Annen leieinntekt
3700 Provisjonsinntekt
3710 Lisensinntekt
3720 Royalty, inntekt
3730 Medlemskontingent
3800 Gevinst ved avgang av anleggsmidler
3810 Gevinst ved salg av immaterielle eiendeler
3900 Annen driftsrelatert inntekt
3910 Gebyr fra kunder
3920 Viderefakturerte kostnader
3930 Frakt betalt av kunder
3940 Erstatning fra forsikring
3950 Øreavrunding
3970 Innbetalt på tapsførte krav
4000 Innkjøp av råvarer
4005 Innkjøp av råvarer fra utlandet
4060 Frakt, toll og spedisjon, råvarer
4070 Rabatt på innkjøp, råvarer
4090 Beholdningsendring, råvarer
4100 Innkjøp av varer under tilvirkning
4190 Beholdningsendring, varer under tilvirkning
4200 Innkjøp av ferdige varer
4290 Beholdningsendring, ferdige varer
4300 Innkjøp av varer for videresalg
4310 Innkjøp av varer for videresalg, middels sats
4330 Innkjøp av varer for videresalg fra utlandet
4340 Innkjøp av brukte varer
4360 Frakt, toll og spedisjon, varer for videresalg
4370 Rabatt på innkjøp, varer for videresalg
4380 Svinn
4390 Beholdningsendring, varer for videresalg
4400 Innkjøp til prosjekter
4500 Fremmedytelser og underentreprise
4510 Innleid arbeidskraft
4520 Innkjøp av tjenester for videresalg
4530 Tjenester kjøpt fra utlandet
4990 Beholdningsendring, egentilvirkede varer
5000 Lønn til ansatte
5001 Timelønn
5005 Overtid
5010 Faste tillegg
5015 Bonus
5020 Feriepenger
5030 Sluttvederlag
5040 Lønn til lærlinger
5050 Lønn til ekstrahjelp
5090 Påløpt lønn
5092 Feriepenger, påløpte
5200 Fri bil
5210 Fri telefon
5215 Fri internettilgang
5220 Rentefordel
5250 Gruppelivsforsikring
5255 Ulykkesforsikring
5290 Motkonto for naturalytelser
5310 Honorar til oppdragstakere
5330 Godtgjørelse til styre
5400 Arbeidsgiveravgift
5405 Arbeidsgiveravgift av påløpte feriepenger
5410 Arbeidsgiveravgift av påløpt lønn
5415 Finansskatt på lønn
5420 Innberetningspliktig pensjonskostnad
5425 Obligatorisk tjenestepensjon
5440 Avtalefestet pensjon
5700 Tilskudd for lærlinger
5800 Refusjon av sykepenger
5810 Refusjon av foreldrepenger
5820 Refusjon av arbeidsgiveravgift
5900 Gaver til ansatte
5910 Kantinekostnad
5915 Arbeidsklær
5920 Yrkesskadeforsikring
5925 Bedriftshelsetjeneste
5930 Andre forsikringer for ansatte
5940 Andre personalkostnader, avgiftspliktige
5945 Rekruttering
5950 Velferd for ansatte
5990 Andre personalkostnader
6000 Avskrivning på bygninger
6010 Avskrivning på maskiner, inventar og transportmidler
6012 Avskrivning på biler
6017 Avskrivning på inventar
6020 Avskrivning på immaterielle eiendeler
6025 Avskrivning på goodwill
6050 Nedskrivning av varige driftsmidler
6060 Nedskrivning av immaterielle eiendeler
6100 Frakt og transport ved salg
6120 Emballasje ved salg
6200 Elektrisitet
6210 Gass
6220 Fyringsolje
6260 Vann
6300 Leie av lokaler
6305 Leie av lager
6310 Felleskostnader
6320 Renovasjon, vann og avløp
6325 Kommunale avgifter
6330 Vakthold og alarm
6340 Lys og varme
6341 Lys og varme i leide lokaler
6350 Eiendomsskatt
6360 Renhold
6370 Snørydding
6390 Andre kostnader lokaler
6400 Leie av maskiner
6410 Leie av inventar
6415 Leie av kontormaskiner
6420 Leie av datasystemer
6425 Leie av programvare
6440 Leie av transportmidler
6445 Leasing av bil
6450 Leie av anleggsmaskiner
6490 Annen leiekostnad
6500 Motordrevet verktøy
6510 Håndverktøy
6530 Driftsmateriell
6540 Inventar
6551 Datautstyr
6552 Telefonutstyr
6553 Programvare, anskaffelse
6554 Programvare, abonnement
6560 Verneutstyr
6575 Rengjøringsmidler
6600 Reparasjon og vedlikehold av bygninger
6610 Vedlikehold av uteområder
6620 Reparasjon og vedlikehold av utstyr
6630 Vedlikehold av maskiner
6640 Serviceavtaler
6700 Revisjonshonorar
6701 Annen bistand fra revisor
6705 Regnskapshonorar
6710 Lønnskjøring
6720 Honorar for økonomisk rådgivning
6725 Honorar for juridisk bistand
6730 Honorar for markedsføring
6740 Honorar for datatjenester
6750 Innleid personale
6770 Inkassohonorar
6790 Andre honorarer
6795 Honorar, uten fradrag
6800 Kontorrekvisita
6805 Papir og konvolutter
6810 Datakostnad
6815 Drift av datasystemer
6820 Trykksaker
6825 Kopiering
6840 Aviser, tidsskrifter og bøker
6860 Møter, kurs og oppdatering
6862 Konferanser
6870 Møtemat
6890 Andre kontorkostnader
6900 Telefon
6901 Mobiltelefon
6907 Internett
6910 Nettsted og domener
6940 Porto
7000 Drivstoff
7005 Strøm til bil
7010 Parkering
7015 Bompenger
7020 Vedlikehold av bil
7025 Bildekk
7040 Forsikring av bil
7080 Privat bruk av bil
7100 Bilgodtgjørelse, oppgavepliktig
7105 Bilgodtgjørelse, ikke oppgavepliktig
7130 Reisekostnad, oppgavepliktig
7135 Reisekostnad, utlandet
7140 Reisekostnad, ikke oppgavepliktig
7145 Flyreiser
7147 Hotell
7150 Diettkostnad, oppgavepliktig
7155 Diettkostnad, ikke oppgavepliktig
7170 Drosje og kollektivtransport
7200 Provisjon til agenter
7300 Salgskostnad
7310 Messer
7320 Reklamekostnad
7325 Annonser
7330 Markedsføring på nett
7350 Representasjon, fradragsberettiget
7370 Representasjon, ikke fradragsberettiget
7380 Sponsing
7400 Kontingent, fradragsberettiget
7405 Kontingent til arbeidsgiverforening
7410 Kontingent, ikke fradragsberettiget
7420 Gave, fradragsberettiget
7430 Gave, ikke fradragsberettiget
7440 Gaver til kunder
7500 Forsikringspremie
7510 Ansvarsforsikring
7520 Reiseforsikring
7550 Garantikostnad
7600 Lisensavgift og royalty
7610 Patentkostnad
7700 Styre- og bedriftsforsamlingsmøter
7710 Generalforsamling
7740 Øredifferanser
7750 Gebyrer til det offentlige
7760 Bøter
7770 Bank- og kortgebyr
7771 Avrunding
7775 Gebyr til betalingsformidler
7780 Inkassokostnad
7790 Andre kostnader, fradragsberettigede
7795 Erstatninger
7798 Andre kostnader, ikke fradragsberettigede
7800 Tap ved avgang av anleggsmidler
7810 Tap ved salg av immaterielle eiendeler
7830 Tap på fordringer
7835 Endring i avsetning til tap på fordringer
7900 Beholdningsendring, anlegg under utførelse
8000 Inntekt på investering i datterselskap
8010 Inntekt på investering i tilknyttet selskap
8030 Renteinntekt fra foretak i samme konsern
8050 Renteinntekt
8055 Renteinntekt, kunder
8060 Valutagevinst
8070 Annen finansinntekt
8071 Utbytte
8078 Gevinst ved salg av aksjer
8080 Verdiøkning av finansielle instrumenter
8100 Verdireduksjon av finansielle instrumenter
8110 Nedskrivning av finansielle eiendeler
8130 Rentekostnad til foretak i samme konsern
8140 Rentekostnad, ikke fradragsberettiget
8150 Rentekostnad
8155 Rentekostnad, leverandører
8160 Valutatap
8170 Annen finanskostnad
8178 Tap ved salg av aksjer
8300 Betalbar skatt
8310 Betalbar skatt, tidligere år, endring
8320 Endring av utsatt skatt
8325 Endring av utsatt skattefordel
8400 Ekstraordinær inntekt
8500 Ekstraordinær kostnad
8800 Årsresultat
8900 Overføringer
8920 Avsatt utbytte
8960 Overføringer, annen egenkapital
"""

CHART: tuple[tuple[str, str], ...] = tuple(
    (code, name) for code, _, name in (line.partition(" ") for line in _CHART.strip().splitlines())
)
